import assert from 'node:assert/strict';
import { source } from '../lessons.mjs';
import { greeting, undeclared } from '../programs.mjs';
import { textsIn } from '../texts.mjs';

export const engines = ['chromium', 'firefox'];

const id = 'hello/hello';

const english = textsIn('en');

/** Changing a program. */
export default function editing(stage) {
	stage.test('what is typed runs, in both places', {}, async (reader) => {
		const { keyboard } = reader.page;
		await reader.open('hello/');
		const snippet = reader.snippet(id);
		await snippet.code.getByText('"hello"').click();
		await keyboard.press('End');
		await keyboard.press('Enter');
		await keyboard.type('fmt.Println("typed by', { delay: 5 });
		await keyboard.type(' hand")');
		assert.match(await snippet.text(), /\n\tfmt\.Println\("typed by hand"\)\n/);
		for (const where of ['browser', 'server']) {
			const { state, output } = await snippet.result(where);
			assert.equal(state, 'done');
			assert.equal(output, 'hello\ntyped by hand\nhello again, a second later\n', where);
		}
	});

	stage.test('a page loads the tools of its editors once somebody comes near; keys that are pressed before wait for them', {}, async (reader) => {
		const { keyboard } = reader.page;
		const asked = [];
		reader.page.on('request', (request) => asked.push(request.url()));
		const isTools = (url) => /\/(tools|forgo|forpython)-/.test(url);
		const letThrough = await reader.holdBack('**/tools-*.js');
		await reader.open('hello/');
		await reader.settled();
		assert.deepEqual(asked.filter(isTools), []);
		const snippet = reader.snippet(id);
		const keyword = snippet.code.getByText('package', { exact: true });
		const colour = () => keyword.evaluate((word) => getComputedStyle(word).color);
		const before = await colour();
		assert.notEqual(before, await snippet.code.evaluate((code) => getComputedStyle(code).color));
		await snippet.code.focus();
		await keyboard.press('ControlOrMeta+Home');
		await keyboard.press('Tab');
		await keyboard.type('ab');
		assert.equal(await snippet.text(), source(id));
		assert.ok(asked.some(isTools));
		letThrough();
		await snippet.code.getByText('abpackage').waitFor();
		assert.equal(await snippet.text(), `\tab${source(id)}`);
		await keyboard.press('ControlOrMeta+z');
		await keyboard.press('ControlOrMeta+z');
		assert.equal(await snippet.text(), source(id));
		assert.equal(await colour(), before);
	});

	const { lang } = stage;
	const { page, run } = textsIn(lang);
	stage.test(`${lang}: a build error is listed, marked and cleared`, { lang }, async (reader) => {
		reader.expectFault(/^422 POST .*\/build$/);
		await reader.open('hello/');
		const snippet = reader.snippet(id);
		for (const where of ['browser', 'server']) {
			await snippet.write(undeclared);
			const { state, outcome } = await snippet.result(where);
			assert.equal(state, 'failed');
			assert.equal(outcome, run('build'));
			assert.deepEqual(await snippet.problems.allTextContents(), ['6:14 undefined: missing']);
			await marked(snippet, 'fmt.Println(missing)', 'missing');
			await snippet.write(greeting('mended'));
			const { output } = await snippet.result(where);
			assert.equal(output, 'mended\n');
			assert.equal(await snippet.problems.count(), 0);
			assert.equal(await marks(snippet).count(), 0);
		}
	});

	stage.test(`${lang}: Format formats, or says what does not parse`, { lang }, async (reader) => {
		await reader.open('hello/');
		const snippet = reader.snippet(id);
		const formatted = greeting('formatted');
		await snippet.write(formatted.replaceAll('\t', '  ').replace('func main() {', 'func   main(){'));
		await snippet.button('format').click();
		await snippet.outcome.filter({ hasText: page('formatted') }).waitFor();
		assert.equal(await snippet.text(), formatted);
		await snippet.write('package main\n\nfunc main( {\n}\n');
		await snippet.button('format').click();
		await snippet.outcome.filter({ hasText: page('notFormatted') }).waitFor();
		assert.match(await snippet.problems.first().textContent(), /^3:\d+/);
	});

	stage.test(`${lang}: Format adds and removes imports, and one undo takes it back`, { lang }, async (reader) => {
		await reader.open('hello/');
		const snippet = reader.snippet(id);
		const written = greeting('imported').replace('"fmt"', '"os"');
		await snippet.write(written);
		await snippet.button('format').click();
		const told = [page('formatted'), page('importsAdded', { paths: 'fmt' }), page('importsRemoved', { paths: 'os' })];
		await snippet.outcome.filter({ hasText: told.join('') }).waitFor();
		assert.equal(await snippet.text(), greeting('imported'));
		assert.equal((await snippet.result()).output, 'imported\n');
		await snippet.code.press('ControlOrMeta+z');
		assert.equal(await snippet.text(), written);
	});

	stage.test('Reset brings the published program back, Undo the edit', {}, async (reader) => {
		await reader.open('hello/');
		const snippet = reader.snippet(id);
		await snippet.write(greeting('edited'));
		await snippet.button('reset').click();
		assert.equal(await snippet.text(), source(id));
		await snippet.root.getByRole('button', { name: english.page('undo') }).click();
		assert.equal(await snippet.text(), greeting('edited'));
	});

	stage.test('edits survive a reload, each in its snippet', {}, async (reader) => {
		await reader.open('hello/');
		const [edited, other] = [reader.snippet(id), reader.snippet('hello/forgotten')];
		await edited.write(greeting('kept'));
		await reader.open('hello/');
		assert.equal(await edited.text(), greeting('kept'));
		assert.equal(await other.text(), source('hello/forgotten'));
		assert.equal((await edited.result()).output, 'kept\n');
	});
}

/** What the editor underlines. */
function marks(snippet) {
	return snippet.code.locator('.cm-lintRange-error');
}

/** Checks that the word is underlined, and that its line has a mark in the margin. */
async function marked(snippet, line, word) {
	assert.deepEqual(await marks(snippet).allTextContents(), [word]);
	assert.ok(await snippet.root.evaluate(isBeside, line), 'the mark stands beside another line');
}

/** Runs in the page, which may be scrolling: whether the mark in the margin stands beside that line. */
function isBeside(snippet, text) {
	const line = [...snippet.querySelectorAll('.cm-line')].find((one) => one.textContent.includes(text)).getBoundingClientRect();
	const sign = snippet.querySelector('.cm-lint-marker').getBoundingClientRect();
	return sign.top >= line.top && sign.bottom <= line.bottom;
}
