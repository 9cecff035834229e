import assert from 'node:assert/strict';
import { escaping } from '../programs.mjs';

const id = 'hello/hello';

/** Programs whose output is out for the page. */
export default function hostile(stage) {
	for (const where of ['browser', 'server']) {
		stage.test(`what is printed is text and nothing else, from the ${where}`, {}, async (reader) => {
			await reader.open('hello/');
			const { page } = reader;
			const title = await page.title();
			await page.evaluate(() => {
				window.owned = () => document.documentElement.setAttribute('data-owned', '');
			});
			const snippet = reader.snippet(id);
			await snippet.write(escaping);
			assert.equal((await snippet.result(where)).state, 'done');
			assert.equal(await snippet.output('stdout'), '<img src=x onerror=owned()><script>owned()</script>&lt;\n');
			assert.equal(await snippet.output('stderr'), '\ufffd\ufffd\ufffd!\u202e</div>\n');
			assert.equal(await snippet.log.locator('img, script').count(), 0);
			assert.equal(await page.locator('html[data-owned]').count(), 0, 'the page was scripted');
			assert.equal(await page.title(), title);
		});
	}
}
