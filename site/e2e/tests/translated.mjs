import assert from 'node:assert/strict';
import { assertOutput, source } from '../lessons.mjs';
import { namesIn } from '../names.mjs';
import { spinning } from '../programs.mjs';
import { Snippet } from '../snippet.mjs';
import { textsIn } from '../texts.mjs';
import { translate, translated, translatedNames } from '../translation.mjs';

const id = 'gather/three-tasks';

/** Does not compile: x is of no use, and in another file y is unknown. */
const wrong = 'package main\n\nfunc main() {\n\tx := 1\n}\n';

/** Cannot import, and so the end quotes a path. */
const foreign = 'package main\n\nimport _ "example.com/x"\n\nfunc main() {}\n';

/** What holds code or output, and no words: whatever a browser may translate, these it leaves alone. */
const codes = [
	'.editor',
	'pre.code',
	'.expected-text',
	'.log .line',
	'.spoken p:not(:last-child)',
	'.file-tabs [role="tab"]',
	'.problems .at',
	'.predict .sorter-text',
	'.predict-view code',
	'.tl-frame',
	'.tl-table tbody',
	'article p code',
].join();

/** A page that the browser translates. */
export default function translatedPages(stage) {
	const { lang } = stage;
	const { page: text, timeline } = textsIn(lang);

	const open = async (reader, path = 'gather/') => {
		await translate(reader.page);
		await reader.open(path);
		return new Snippet(reader.page, id, translatedNames(reader.names));
	};

	/** Checks that words are translated, and code is not. */
	const assertLeft = async (page) => {
		assert.ok((await page.locator('h1').textContent()).startsWith('«'));
		const changed = await page.evaluate((selector) => [...document.querySelectorAll(selector)].map(({ textContent }) => textContent).filter((one) => one.includes('«')), codes);
		assert.deepEqual(changed, []);
	};

	stage.test('a translated page runs, stops and edits programs, and leaves their code and output alone', { lang }, async (reader) => {
		const snippet = await open(reader);
		const { page } = reader;
		assert.equal(await snippet.text(), source(id));
		for (const where of ['browser', 'server']) {
			const { state, output, outcome } = await snippet.result(where);
			assert.equal(state, 'done');
			assertOutput(id, where === 'server' ? 'wasi' : where, output);
			assert.match(outcome, /^«/);
			assert.equal(await page.evaluate(selected, await snippet.log.elementHandle()), output.trimEnd());
		}
		await snippet.write(spinning);
		await snippet.run('browser', 'real');
		await snippet.log.getByText('spinning').waitFor();
		await snippet.button('stop').click();
		assert.equal((await snippet.ended()).state, 'stopped');
		assert.equal(await snippet.text(), spinning);
		await snippet.button('reset').click();
		assert.equal(await snippet.text(), source(id));
		await assertLeft(page);
	});

	stage.test('in a translated page code is formatted, copied and shared as it is, and faults are told', { lang }, async (reader) => {
		reader.expectFault(/^4\d\d POST .*\/build$/);
		const snippet = await open(reader);
		await snippet.write('package main\nfunc main(){fmt.Println(1)}\n');
		await snippet.button('format').click();
		await snippet.outcome.getByText('"fmt"').or(snippet.outcome.locator('span', { hasText: /^fmt$/ })).waitFor();
		const formatted = 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println(1) }\n';
		assert.equal(await snippet.text(), formatted);
		await snippet.button('copy').click();
		await snippet.outcome.getByText(translated(text('copied'))).waitFor();
		assert.equal(await reader.pasted(), formatted);
		await snippet.write(wrong);
		assert.equal((await snippet.result()).state, 'failed');
		assert.equal((await snippet.problems.first().textContent()).trim(), '4:2 declared and not used: x');
		await snippet.write(foreign);
		await snippet.result();
		await snippet.outcome.locator('span', { hasText: /^“example\.com\/x”$/ }).waitFor();
		await assertLeft(reader.page);
	});

	stage.test('in a translated page a timeline has the names of the program', { lang }, async (reader) => {
		const snippet = await open(reader);
		await snippet.root.getByRole('checkbox', { name: translated(text('timeline')) }).check();
		await snippet.result();
		const table = snippet.root.getByRole('table', { name: text('timeline'), exact: true });
		await table.getByRole('rowheader').nth(3).waitFor();
		assert.equal(await table.getByRole('rowheader').first().textContent(), 'main');
		await snippet.root.getByRole('application', { name: timeline('picture') }).focus();
		await reader.page.keyboard.press('ArrowDown');
		await snippet.root.locator('.tl-readout span', { hasText: /^main$/ }).waitFor();
		await assertLeft(reader.page);
	});

	stage.test('in a translated page a prediction is compared, and the language changed', { lang }, async (reader) => {
		const snippet = await open(reader);
		const { page } = reader;
		await snippet.root.getByRole('button', { name: translated(text('predictRun')), exact: true }).click();
		await snippet.ended();
		await snippet.root.locator('.predict-words span', { hasText: /^“A done”$/ }).first().waitFor();
		await assertLeft(page);
		await page.getByRole('link', { name: translated(text('language')) }).click();
		const other = lang === 'en' ? 'zh' : 'en';
		await page.waitForURL(new RegExp(`/${other}/gather/`));
		const again = new Snippet(page, id, translatedNames(namesIn(other)));
		assert.equal((await again.result()).state, 'done');
		await assertLeft(page);
	});
}

/** Runs in the page: returns what is copied of an element. */
function selected(element) {
	const selection = window.getSelection();
	selection.selectAllChildren(element);
	const text = selection.toString();
	selection.removeAllRanges();
	return text.trimEnd();
}
