import assert from 'node:assert/strict';
import { escaping, reaching } from '../programs.mjs';

const id = 'hello/hello';

/** Programs that are out for the page. */
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

	stage.test('a program that reaches for the page finds nothing', {}, async (reader) => {
		await reader.open('hello/');
		await reader.page.evaluate(() => {
			localStorage.setItem('secret', 'secret');
			document.cookie = 'secret=secret';
		});
		const snippet = reader.snippet(id);
		await snippet.write(reaching);
		// The policy is what stops some of the ways, and the browser says so.
		reader.expectFault(/unsafe-eval|script-src|Content.Security.Policy/);
		const { state, output } = await snippet.result('browser');
		assert.equal(output, 'over\n');
		assert.equal(state, 'done');
	});
}
