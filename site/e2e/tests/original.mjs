import assert from 'node:assert/strict';
import { accessible, fits, narrow } from '../accessible.mjs';
import { noteCopied } from '../copied.mjs';
import { source } from '../lessons.mjs';
import { greeting } from '../programs.mjs';
import { textsIn } from '../texts.mjs';
import { until } from '../until.mjs';

export const engines = ['chromium', 'firefox'];

const id = 'gather/three-tasks';

/** Prints the words. */
const says = (words) => `print("${words}")\n`;

/** Changing an asyncio original. */
export default function original(stage) {
	const { lang } = stage;
	const { page: text, run } = textsIn(lang);

	/** Opens the page with the snippet, whose original is run by the instant clock. */
	const open = async (reader, fragment = '') => {
		await reader.open(`gather/${fragment}`);
		const snippet = reader.snippet(id);
		await snippet.pythonCode.waitFor();
		return snippet;
	};

	stage.test('what is typed runs, by keyboard alone', {}, async (reader) => {
		const { keyboard } = reader.page;
		const snippet = await open(reader);
		await snippet.write('import asyncio\n\n\nasync def main():', snippet.pythonCode);
		await keyboard.press('ControlOrMeta+End');
		await keyboard.press('Enter');
		await keyboard.type('print("typed', { delay: 5 });
		await keyboard.type('")');
		await keyboard.press('Enter');
		await keyboard.press('Shift+Tab');
		await keyboard.type('if True:');
		await keyboard.press('Enter');
		await keyboard.press('Shift+Tab');
		await keyboard.press('Tab');
		await keyboard.type('asyncio.run(main())');
		const typed = 'import asyncio\n\n\nasync def main():\n    print("typed")\nif True:\n    asyncio.run(main())\n';
		assert.equal(await snippet.text(snippet.pythonCode), typed);
		await keyboard.press('Shift+Enter');
		assert.equal((await snippet.pythonEnded()).output, 'typed\n');
		await keyboard.press('ControlOrMeta+z');
		await until('it is undone', async () => (await snippet.text(snippet.pythonCode)) !== typed);
		assert.equal(await snippet.text(), source(id), 'the Go program is as it was');
	});

	stage.test(`${lang}: what has ended it is listed, marked and found again`, { lang }, async (reader) => {
		const snippet = await open(reader);
		for (const [program, problem, line, outcome] of [
			['import asyncio\n\nprint("世界"\n', '3:6 SyntaxError: \'(\' was never closed', 3, run('exit', { code: 1 })],
			['def f():\n    return 1 / 0\n\n\nf()\n', '2:12 ZeroDivisionError: division by zero', 2, run('exit', { code: 1 })],
			['import time\nimport aiohttp\n', "2:1 ModuleNotFoundError: No module named 'aiohttp'", 2, run('python.http', { module: 'aiohttp' })],
		]) {
			await snippet.write(program, snippet.pythonCode);
			await snippet.runPython();
			assert.equal((await snippet.pythonEnded()).outcome, outcome);
			assert.deepEqual(await snippet.pythonProblems.allTextContents(), [problem]);
			await snippet.pythonCode.locator('.cm-line').nth(line - 1).locator('.cm-lintRange-error, .cm-lintPoint-error').waitFor({ state: 'attached' });
			await snippet.pythonProblems.getByRole('button').click();
			assert.equal(await reader.page.evaluate(() => document.activeElement.ariaLabel), reader.names.pythonCode);
		}
		await snippet.write(says('mended'), snippet.pythonCode);
		await snippet.runPython();
		assert.equal((await snippet.pythonEnded()).output, 'mended\n');
		assert.equal(await snippet.pythonProblems.count(), 0);
	});

	stage.test(`${lang}: it reads what is typed, and what stands there before`, { lang }, async (reader) => {
		const snippet = await open(reader);
		await snippet.write('name = input("who? ")\nprint("hello,", name)\nprint(len(list(iter(input, ""))))\n', snippet.pythonCode);
		const area = snippet.root.getByRole('textbox', { name: text('pythonInput'), exact: true });
		for (const clock of ['real', 'instant']) {
			await snippet.runPython(clock);
			await area.fill('Ada');
			await area.press('Enter');
			await snippet.pythonLog.getByText('hello, Ada').waitFor();
			await area.fill('one\ntwo\n');
			await area.press('Enter');
			await area.press('Enter');
			assert.match((await snippet.pythonEnded()).output, /hello, Ada\n2\n$/);
		}
		await area.fill('Bob\n\n');
		await snippet.runPython('real');
		assert.match((await snippet.pythonEnded()).output, /hello, Bob\n0\n$/);
	});

	stage.test('one that computes without end is stopped, and the next one runs', {}, async (reader) => {
		const snippet = await open(reader);
		await snippet.write('print("spinning", flush=True)\nwhile True:\n    pass\n', snippet.pythonCode);
		await snippet.runPython('real');
		await snippet.pythonLog.getByText('spinning').waitFor();
		await snippet.button('stopPython').click();
		assert.equal((await snippet.pythonEnded()).outcome, textsIn('en').run('stopped'));
		await snippet.write(says('next'), snippet.pythonCode);
		await snippet.runPython('real');
		assert.equal((await snippet.pythonEnded()).output, 'next\n');
	});

	stage.test('edits of both programs survive a reload, and each is reset by itself', {}, async (reader) => {
		const { page: english } = textsIn('en');
		const snippet = await open(reader);
		await snippet.write(greeting('go'));
		await snippet.write(says('python'), snippet.pythonCode);
		await open(reader);
		assert.equal(await snippet.text(), greeting('go'));
		assert.equal(await snippet.text(snippet.pythonCode), says('python'));
		await snippet.button('resetPython').click();
		assert.equal(await snippet.text(snippet.pythonCode), source(id, 'main.py'));
		assert.equal(await snippet.text(), greeting('go'));
		await snippet.root.getByRole('button', { name: english('undo') }).click();
		assert.equal(await snippet.text(snippet.pythonCode), says('python'));
		const first = reader.page;
		await reader.newPage();
		const other = await open(reader);
		await other.write(says('there'), other.pythonCode);
		await first.evaluate(() => dispatchEvent(new Event('pageshow')));
		assert.equal(await snippet.text(snippet.pythonCode), says('there'));
	});

	stage.test('one link carries both programs, and Copy copies this one', { lang }, async (reader) => {
		const snippet = await open(reader);
		await snippet.write(greeting('go'));
		await snippet.write(says('python'), snippet.pythonCode);
		await reader.page.evaluate(noteCopied);
		await snippet.button('copyPython').click();
		await snippet.pythonOutcome.getByText(text('copied')).waitFor();
		assert.equal(await reader.page.evaluate(() => window.copied), says('python'));
		await snippet.button('share').click();
		await snippet.outcome.filter({ hasText: text('linkCopied') }).waitFor();
		const link = await reader.page.evaluate(() => window.copied);
		const friend = await stage.arrive({ lang });
		await friend.goTo(link);
		const theirs = friend.snippet(id);
		assert.equal(await theirs.text(theirs.pythonCode), says('python'));
		assert.equal(await theirs.text(), greeting('go'));
		await theirs.runPython();
		assert.equal((await theirs.pythonEnded()).output, 'python\n');
		const back = theirs.root.getByRole('button', { name: text('backToPublished') });
		await back.nth(1).click();
		assert.equal(await theirs.text(theirs.pythonCode), source(id, 'main.py'));
		assert.equal(await theirs.text(), greeting('go'));
		assert.deepEqual(await friend.leave(), []);
	});

	stage.test('its tasks are drawn as they are now', {}, async (reader) => {
		const { timeline, page: english } = textsIn('en');
		const snippet = await open(reader);
		await snippet.root.getByRole('checkbox', { name: english('timeline') }).check();
		await snippet.write('import asyncio\n\nasync def mine():\n    await asyncio.sleep(1)\n\nasyncio.run(mine())\n', snippet.pythonCode);
		await snippet.runPython();
		await snippet.pythonEnded();
		const table = snippet.root.getByRole('table', { name: timeline('timeline') });
		await table.getByText('mine').first().waitFor({ state: 'attached' });
	});

	stage.test(`${lang}: on a narrow phone it is edited and run, and the page fits`, { lang, viewport: { width: narrow, height: 700 } }, async (reader) => {
		await reader.open('gather/');
		const snippet = reader.snippet(id);
		await snippet.root.getByRole('radio', { name: /^Python/ }).check();
		await snippet.write(says('small'), snippet.pythonCode);
		await snippet.runPython();
		assert.equal((await snippet.pythonEnded()).output, 'small\n');
		assert.equal(await snippet.button('reset').count(), 0, 'what is for the Go program is out of sight');
		await accessible(reader.page);
		await fits(reader.page);
	});
}
