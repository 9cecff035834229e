import assert from 'node:assert/strict';
import { greeting } from '../programs.mjs';
import { textsIn } from '../texts.mjs';

const id = 'hello/hello';

const oversized = `${greeting('too much')}// ${'x'.repeat(70 * 1024)}\n`;
const forbidden = greeting('forbidden').replace('"fmt"', '"github.com/nobody/nothing"');
const reaching = greeting('reaching').replace('"fmt"', '"syscall/js"');
const linked = greeting('linked').replace('func main', '//go:linkname now time.now\nfunc main');

/** Sources that are not run: each gets its sentence, in the page's language, and the page lives on. */
export default function refusing(stage) {
	const { lang } = stage;
	const { run } = textsIn(lang);
	const sentences = {
		oversized: run('refused.source', { kib: 64, got: 71 }),
		forbidden: run('refused.import', { path: 'github.com/nobody/nothing' }),
		reaching: run('refused.js'),
		linked: run('refused.directive', { directive: 'go:linkname' }),
	};
	for (const [what, program] of Object.entries({ oversized, forbidden, reaching, linked })) {
		stage.test(`${lang}: ${what} source is refused with a sentence`, { lang }, async (reader) => {
			reader.expectFault(/^4\d\d POST .*\/build$/);
			await reader.open('hello/');
			const snippet = reader.snippet(id);
			await snippet.write(program);
			for (const where of ['browser', 'server']) {
				const { state, outcome, output } = await snippet.result(where);
				assert.equal(state, 'failed');
				assert.equal(outcome, sentences[what], where);
				assert.equal(output, '');
			}
			await snippet.write(greeting('allowed'));
			for (const where of ['browser', 'server']) {
				assert.equal((await snippet.result(where)).output, 'allowed\n');
			}
		});
	}
}
