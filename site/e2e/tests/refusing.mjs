import assert from 'node:assert/strict';
import { greeting } from './programs.mjs';

const id = 'hello/hello';

const oversized = `${greeting('too much')}// ${'x'.repeat(70 * 1024)}\n`;
const forbidden = greeting('forbidden').replace('"fmt"', '"github.com/nobody/nothing"');
const linked = greeting('linked').replace('func main', '//go:linkname now time.now\nfunc main');

const texts = {
	en: {
		oversized: 'At most 64 KiB of source, and this is 71 KiB.',
		forbidden: '“github.com/nobody/nothing” cannot be imported here: only the standard library and golang.org/x/sync can.',
		linked: '//go:linkname is not allowed here.',
	},
	zh: {
		oversized: '源码最多 64 KiB，这里有 71 KiB。',
		forbidden: '这里不能导入“github.com/nobody/nothing”：只能用标准库和 golang.org/x/sync。',
		linked: '这里不允许使用 //go:linkname。',
	},
};

/** Sources that are not run: each gets its sentence, in the page's language, and the page lives on. */
export function refusing(stage) {
	const { lang } = stage;
	const text = texts[lang];
	for (const [what, program] of Object.entries({ oversized, forbidden, linked })) {
		stage.test(`${lang}: ${what} source is refused with a sentence`, { lang }, async (reader) => {
			reader.expectFault(/^4\d\d POST .*\/build$/);
			await reader.open('hello/');
			const snippet = reader.snippet(id);
			await snippet.write(program);
			for (const where of ['browser', 'server']) {
				const { state, outcome, output } = await snippet.result(where);
				assert.equal(state, 'failed');
				assert.equal(outcome, text[what], where);
				assert.equal(output, '');
			}
			await snippet.write(greeting('allowed'));
			for (const where of ['browser', 'server']) {
				assert.equal((await snippet.result(where)).output, 'allowed\n');
			}
		});
	}
}
