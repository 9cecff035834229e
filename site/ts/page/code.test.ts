import assert from 'node:assert/strict';
import { test } from 'node:test';
import messages from '../../../server/play/messages.json';
import { cut } from './code';

/** Returns the code in a sentence. */
const codeIn = (text: string, names: string[] = []): string[] =>
	cut(text, names)
		.filter(({ isCode }) => isCode)
		.map(({ part }) => part);

test('a sentence is cut into its words and its code, and nothing is lost', () => {
	for (const [text, code, names] of [
		['Finished in 3.0 s', ['3.0']],
		['Stopped: the innermost in main.walk. A goroutine has less room.', ['main.walk']],
		['the innermost in main.(*tree).walk.', ['main.(*tree).walk']],
		['“net/htp” cannot be imported here: only golang.org/x/sync can.', ['“net/htp”', 'golang.org/x/sync']],
		['//go:linkname is not allowed here.', ['//go:linkname']],
		['import "C" is not possible here: programs are Go alone.', ['import "C"']],
		['main_test.go is removed.', ['main_test.go']],
		['A name ends in .go; that of a file with tests ends in _test.go.', ['.go', '_test.go']],
		['worker 12 was still waiting when main returned.', ['worker 12', 'main'], ['main', 'worker', 'worker 12']],
		['The domain of main', ['main'], ['main']],
		['main 返回时，worker 还没做完。', ['main', 'worker'], ['main', 'worker']],
		['f(x) ran', ['f(x)'], ['f(x)']],
	] as [string, string[], string[]?][]) {
		assert.deepEqual(codeIn(text, names), code, text);
		assert.equal(
			cut(text, names)
				.map(({ part }) => part)
				.join(''),
			text,
		);
	}
});

test('what a reader’s program has put into a sentence is code in both languages', () => {
	const code = { path: 'net/htp', snippet: 'a/b', function: 'main.f', directive: 'go:embed', name: 'a.go', kind: 'x' };
	for (const sentences of Object.values(messages) as Record<string, string>[]) {
		for (const [key, template] of Object.entries(sentences)) {
			for (const [name, value] of Object.entries(code)) {
				if (template.includes(`{${name}}`)) {
					const found = codeIn(template.replaceAll(`{${name}}`, value));
					assert.ok(
						found.some((one) => one.includes(value)),
						`${key}: ${name}`,
					);
				}
			}
		}
	}
});
