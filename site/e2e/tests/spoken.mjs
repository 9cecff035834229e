import assert from 'node:assert/strict';
import { accessible } from '../accessible.mjs';
import { heard, listen } from '../heard.mjs';
import { textsIn } from '../texts.mjs';
import { until } from '../until.mjs';

const id = 'hello/hello';

const program = (body) => `package main\n\nimport "fmt"\n\nfunc main() {\n${body}\n}\n`;

/** Prints three thousand lines. */
const flood = program('\tfor n := range 3000 {\n\t\tfmt.Println("line", n)\n\t}');

/** Prints until it is stopped: a hundred lines at once, and then more, of which a run may have very many. */
const endless = program('\tfor n := 0; ; n++ {\n\t\tfmt.Println("line", n)\n\t\tif n >= 100 {\n\t\t\ttime.Sleep(time.Millisecond)\n\t\t}\n\t}').replace('"fmt"', '(\n\t"fmt"\n\t"time"\n)');

/** Writes a progress over itself, and then how it went. */
const progress = program('\tfor n := range 500 {\n\t\tfmt.Printf("\\r%d of 500", n+1)\n\t}\n\tfmt.Println("\\ndone")');

/** The most texts that are said of a flood: its beginning, that there is more, and the states of its run. */
const most = 30;

/** What a screen reader is given by itself. */
export default function spoken(stage) {
	const { lang } = stage;
	const { page: text, run } = textsIn(lang);
	const begun = Array.from({ length: 20 }, (_, n) => `line ${n}`);

	/** Opens a page, and returns its first snippet and what is said of its runs. */
	const open = async (reader, path = 'hello/', name = id) => {
		await listen(reader.page);
		await reader.open(path);
		const snippet = reader.snippet(name);
		await snippet.code.waitFor();
		return { snippet, spoken: snippet.root.locator('.result .spoken').first().locator('p') };
	};

	/** Checks that a run is said to have ended before its lines are said: by a clock that is held until it has. */
	const endsFirst = async (reader, spoken, lines, play) => {
		await reader.page.evaluate(() => window.heard.splice(0));
		const clock = await reader.holdClock();
		const { outcome } = await play();
		assert.equal(await spoken.count(), 0);
		const said = await heard(reader.page);
		assert.ok(said.includes(outcome), said.join(' | '));
		assert.ok(said.length < most - begun.length, said.join(' | '));
		await clock.release();
		await until('the lines are said', async () => (await spoken.count()) === lines.length);
		assert.deepEqual(await spoken.allTextContents(), lines);
		assert.ok((await heard(reader.page)).length <= most);
	};

	for (const where of ['browser', 'server']) {
		stage.test(`of a flood a screen reader is told how it ended, and then its beginning: ${where}`, { lang }, async (reader) => {
			const { snippet, spoken } = await open(reader);
			await snippet.write(flood);
			await endsFirst(reader, spoken, [...begun, text('outputMore')], () => snippet.result(where));
			await accessible(reader.page);
		});

		stage.test(`a flood that is stopped: ${where}`, { lang }, async (reader) => {
			const { snippet, spoken } = await open(reader);
			await snippet.write(endless);
			await snippet.run(where, 'real');
			await spoken.getByText(text('outputMore')).waitFor();
			await snippet.button('stop').click();
			const { outcome } = await snippet.ended();
			await until('the beginning is said', async () => (await spoken.count()) === begun.length + 1);
			const said = await heard(reader.page);
			assert.ok(said.indexOf(outcome) >= 0 && said.indexOf(outcome) < said.findIndex((one) => one.includes('line 0')), said.join(' | '));
			assert.ok(said.length <= most, `${said.length} texts are said`);
		});

		stage.test(`of a progress the last state is said: ${where}`, { lang }, async (reader) => {
			const { snippet, spoken } = await open(reader);
			await snippet.write(progress);
			assert.equal((await snippet.result(where)).state, 'done');
			await spoken.getByText('done', { exact: true }).waitFor();
			assert.deepEqual(await spoken.allTextContents(), ['500 of 500', 'done']);
		});
	}

	stage.test('a flood with its timeline, as a table', { lang }, async (reader) => {
		const { timeline } = textsIn(lang);
		const { snippet, spoken } = await open(reader);
		await snippet.root.getByRole('checkbox', { name: text('timeline') }).check();
		await snippet.write(flood);
		assert.equal((await snippet.result()).state, 'done');
		await snippet.root.getByRole('button', { name: timeline('asTable'), exact: true }).click();
		await until('the lines of the first run are said', async () => (await spoken.count()) > begun.length);
		await endsFirst(reader, spoken, [...begun, text('outputMore')], () => snippet.result());
	});

	stage.test('the original says how it ended, then what it printed, and not each megabyte of Python', { lang }, async (reader) => {
		const { snippet } = await open(reader, 'gather/', 'gather/three-tasks');
		await snippet.runPython(); // loads Python
		const { output } = await snippet.pythonEnded();
		const loading = (await heard(reader.page)).filter((one) => one.includes('Python'));
		assert.ok(loading.length <= 3, loading.join(' | '));
		await endsFirst(reader, snippet.root.locator('.result-python .spoken p'), output.trim().split('\n'), async () => {
			await snippet.runPython();
			return snippet.pythonEnded();
		});
	});

	stage.test('outputs and outcomes have names by which they are found', { lang }, async (reader) => {
		const { snippet } = await open(reader);
		await snippet.result();
		assert.equal(await snippet.log.getAttribute('aria-live'), 'off');
		assert.equal(await snippet.log.getAttribute('aria-label'), text('output'));
		assert.equal(await snippet.outcome.count(), 1);
		assert.notEqual((await snippet.outcome.textContent()).trim(), run('internal'));
		await accessible(reader.page);
	});
}
