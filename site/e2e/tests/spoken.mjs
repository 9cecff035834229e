import assert from 'node:assert/strict';
import { textsIn } from '../texts.mjs';

const id = 'hello/hello';

/** Prints three thousand lines. */
const flood = 'package main\n\nimport "fmt"\n\nfunc main() {\n\tfor n := range 3000 {\n\t\tfmt.Println("line", n)\n\t}\n}\n';

/** What a screen reader is given by itself. */
export default function spoken(stage) {
	const { lang } = stage;
	const { page: text } = textsIn(lang);

	stage.test('of a flood a screen reader is told the beginning, and how it ended', { lang }, async (reader) => {
		await reader.open('hello/');
		const snippet = reader.snippet(id);
		await snippet.write(flood);
		assert.equal((await snippet.result()).state, 'done');
		assert.equal(await snippet.log.getAttribute('aria-live'), 'off');
		const said = await snippet.root.locator('.result .spoken').first().locator('p').allTextContents();
		assert.deepEqual(said, [...Array.from({ length: 20 }, (_, n) => `line ${n}`), text('outputMore')]);
		assert.match(await snippet.outcome.textContent(), /\S/);
	});

	stage.test('a browser that translates leaves what is printed as it is', { lang }, async (reader) => {
		await reader.open('hello/');
		const snippet = reader.snippet(id);
		assert.equal((await snippet.result()).state, 'done');
		for (const element of [snippet.log.locator('[data-seq]').first(), snippet.code]) {
			assert.equal(await element.evaluate((one) => one.translate), false);
		}
		assert.equal(await snippet.outcome.evaluate((one) => one.translate), true);
	});
}
