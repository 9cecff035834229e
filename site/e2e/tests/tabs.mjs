import assert from 'node:assert/strict';
import { accessible, narrow } from '../accessible.mjs';
import { noteCopied } from '../copied.mjs';
import { source } from '../lessons.mjs';
import { textsIn } from '../texts.mjs';

export const engines = ['chromium', 'firefox'];

const id = 'hello/hello';

const adding = `package main

// Add adds.
func Add(a, b int) int { return a + b }

func main() {}
`;

/** Tests Add, which fails unless a sum is what is wanted. */
const wants = (sum) => `package main

import "testing"

func TestAdd(t *testing.T) {
	if got := Add(1, 2); got != ${sum} {
		t.Errorf("got %d", got)
	}
}
`;

/** Programs of several files. */
export default function tabs(stage) {
	const { lang } = stage;
	const { page: text, run } = textsIn(lang);

	/** Opens the page, and returns its first snippet and what is found in it. */
	const open = async (reader, path = 'hello/') => {
		await reader.open(path);
		return found(reader.snippet(id), text);
	};

	stage.test(`${lang}: a file with tests is added, and judged in both places`, { lang, builds: true }, async (reader) => {
		const { snippet, tabs, tab, add } = await open(reader);
		await snippet.write(adding);
		assert.equal(await tabs.count(), 0);
		await add('main_test.go');
		assert.deepEqual(await tabs.allTextContents(), ['main.go', 'main_test.go']);
		for (const where of ['browser', 'server']) {
			await snippet.write(wants(3));
			const passed = await snippet.result(where);
			assert.match(passed.output, /^=== RUN {3}TestAdd\n--- PASS: TestAdd \(\d+\.\d\ds\)\nPASS\n$/, where);
			assert.equal(passed.state, 'done');
			await snippet.write(wants(4));
			const failed = await snippet.result(where);
			assert.match(failed.output, /\n {4}main_test.go:7: got 3\n--- FAIL: TestAdd \(\d+\.\d\ds\)\nFAIL\n$/, where);
			assert.deepEqual([failed.state, failed.outcome], ['failed', run('exit', { code: 1 })]);
		}
		await tab('main.go').click();
		assert.equal(await snippet.text(), adding);
	});

	stage.test(`${lang}: a problem of another file names it, and a click on it goes there`, { lang }, async (reader) => {
		reader.expectFault(/^422 POST .*\/build$/);
		const { snippet, tab, add } = await open(reader);
		await add('more.go');
		await snippet.write('package main\n\nvar x int = "one"\n');
		await tab('main.go').click();
		assert.equal((await snippet.result()).state, 'failed');
		assert.match(await snippet.problems.first().textContent(), /^more\.go:3:13 /);
		await snippet.problems.first().getByRole('button').click();
		await tab('more.go', { selected: true }).waitFor();
		await reader.page.keyboard.type('1 // ');
		assert.match(await snippet.text(), /= 1 \/\/ "one"/);
	});

	stage.test(`${lang}: files are renamed and removed, and come back`, { lang }, async (reader) => {
		const { snippet, tabs, tab, add, name, button } = await open(reader);
		await add('one.go');
		await snippet.write('package main\n\nconst one = 1\n');
		assert.equal(await button('fileRename', { file: 'main.go' }).count(), 0);
		await button('fileRename', { file: 'one.go' }).click();
		await name.fill('two.go');
		await name.press('Enter');
		await tab('two.go', { selected: true }).waitFor();
		assert.deepEqual(await tabs.allTextContents(), ['main.go', 'two.go']);
		await snippet.code.press('ControlOrMeta+z');
		assert.equal(await snippet.text(), 'package main\n\n', 'what was written before can be undone');
		await button('fileRemove', { file: 'two.go' }).click();
		assert.equal(await tabs.count(), 0);
		assert.equal(await snippet.text(), source(id));
		await button('fileRestore').click();
		await tab('two.go', { selected: true }).waitFor();
		assert.equal(await snippet.text(), 'package main\n\n');
		await tab('main.go').click();
		assert.equal(await snippet.text(), source(id));
	});

	stage.test(`${lang}: a name that no file can have is told`, { lang }, async (reader) => {
		const { snippet, tabs, tab, name, button, fault } = await open(reader);
		await snippet.code.waitFor();
		await button('fileAdd').click();
		assert.equal(await name.inputValue(), 'main_test.go');
		for (const [wrong, key] of [
			['Main.go', 'fileBadName'],
			['a b', 'fileBadName'],
			['main', 'fileTaken'],
		]) {
			await name.fill(wrong);
			await name.press('Enter');
			await fault.filter({ hasText: text(key) }).waitFor();
			assert.equal(await name.getAttribute('aria-invalid'), 'true');
		}
		await name.press('Escape');
		assert.ok(await button('fileAdd').evaluate((element) => element === document.activeElement));
		assert.equal(await tabs.count(), 0);
		await button('fileAdd').click();
		await name.fill('more');
		await button('fileCreate').click();
		await tab('more.go', { selected: true }).waitFor();
	});

	stage.test('the tabs are worked by keys', { lang }, async (reader) => {
		const { snippet, tabs, tab, add, name } = await open(reader);
		await add('a.go');
		await add('b.go');
		const { keyboard } = reader.page;
		await tab('b.go').press('ArrowRight');
		await tab('main.go', { selected: true }).waitFor();
		await keyboard.press('Delete');
		await keyboard.press('End');
		await keyboard.press('ArrowLeft');
		await tab('a.go', { selected: true }).waitFor();
		await keyboard.press('F2');
		await name.fill('c.go');
		await keyboard.press('Enter');
		await tab('c.go', { selected: true }).waitFor();
		await keyboard.press('Delete');
		assert.deepEqual(await tabs.allTextContents(), ['main.go', 'b.go']);
		assert.ok(await tab('main.go').evaluate((element) => element === document.activeElement));
		assert.equal(await snippet.text(), source(id));
	});

	stage.test('a program may have so many files, and no more', { lang }, async (reader) => {
		const { button, tabs, add, fault } = await open(reader);
		const { files } = await reader.page.locator('#tour-config').evaluate((config) => JSON.parse(config.textContent).limits);
		for (let n = 1; n < files; n++) {
			await add(`f${n}.go`);
		}
		await button('fileAdd').click();
		await fault.filter({ hasText: text('filesMost', { files }) }).waitFor();
		await button('fileCancel').click();
		assert.equal(await tabs.count(), files);
	});

	stage.test('all files are formatted, kept, shared and reset', { lang }, async (reader) => {
		const { snippet, tabs, tab, add, button } = await open(reader);
		await snippet.write(adding.replace('func main() {}', 'func  main( ) {}'));
		await add('main_test.go');
		await snippet.write(wants(3).replaceAll('\t', '    '));
		await snippet.button('format').click();
		await snippet.outcome.filter({ hasText: text('formatted') }).waitFor();
		assert.equal(await snippet.text(), wants(3));
		await open(reader);
		assert.deepEqual(await tabs.allTextContents(), ['main.go', 'main_test.go'], 'after a reload');
		assert.equal(await snippet.text(), adding);
		await tab('main_test.go').click();
		assert.equal(await snippet.text(), wants(3));

		await reader.page.evaluate(noteCopied);
		await snippet.button('share').click();
		await snippet.outcome.filter({ hasText: text('linkCopied') }).waitFor();
		const friend = await stage.arrive({ lang });
		await friend.goTo(await reader.page.evaluate(() => window.copied));
		const theirs = found(friend.snippet(id), text);
		await theirs.snippet.root.getByText(text('shared')).waitFor();
		assert.deepEqual(await theirs.tabs.allTextContents(), ['main.go', 'main_test.go']);
		assert.equal((await theirs.snippet.result()).state, 'done');
		await theirs.tab('main_test.go').click();
		assert.equal(await theirs.snippet.text(), wants(3));
		assert.deepEqual(await friend.leave(), []);

		await snippet.button('reset').click();
		assert.equal(await tabs.count(), 0);
		assert.equal(await snippet.text(), source(id));
		await button('undo').click();
		assert.deepEqual(await tabs.allTextContents(), ['main.go', 'main_test.go']);
	});

	stage.test('on the narrowest phone all is within the window, and accessible', { lang, viewport: { width: narrow, height: 640 } }, async (reader) => {
		const { add, snippet, button, name } = await open(reader);
		await add('a_file_with_a_name_that_is_long.go');
		await add('another_file_with_a_name_that_is_long.go');
		const { scrollWidth, clientWidth } = await reader.page.evaluate(() => {
			const { scrollWidth, clientWidth } = document.documentElement;
			return { scrollWidth, clientWidth };
		});
		assert.equal(scrollWidth, clientWidth);
		const buttons = await snippet.root.locator('.tools, .files').getByRole('button').all();
		assert.ok(buttons.length > 6);
		for (const button of buttons) {
			const { x, width } = await button.boundingBox();
			assert.ok(x + width <= clientWidth, await button.textContent());
		}
		await accessible(reader.page);
		await button('fileAdd').click();
		await name.waitFor();
		await accessible(reader.page);
	});
}

/** Returns a snippet, and what is found in it, by the texts of its language. */
function found(snippet, text) {
	const { root } = snippet;
	const button = (key, places) => root.getByRole('button', { name: text(key, places), exact: true });
	const tab = (name, state) => root.getByRole('tab', { name, exact: true, ...state });
	const name = root.getByRole('textbox', { name: text('fileName'), exact: true });
	return {
		snippet,
		button,
		tab,
		name,
		tabs: root.getByRole('tablist', { name: text('files') }).getByRole('tab'),
		fault: root.getByRole('alert'),
		/** Adds a file, and waits until the editor is there with it. */
		add: async (file) => {
			await snippet.code.waitFor();
			await button('fileAdd').click();
			await name.fill(file);
			await name.press('Enter');
			await tab(file, { selected: true }).waitFor();
		},
	};
}
