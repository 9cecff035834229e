import assert from 'node:assert/strict';
import { accessible, fits, narrow } from '../accessible.mjs';
import { assertOutput, printsDocumented } from '../lessons.mjs';
import { textsIn } from '../texts.mjs';

const id = 'gather/three-tasks';

/** Originals that show what is particular about them in a page: blocking, threads, what is written to standard error. */
const particular = ['blocking/sleeping', 'blocking/blocking', 'blocking/yielding', 'executor/blocking-calls', 'executor/executor', 'hello/forgotten'];

/** The asyncio originals. */
export default function python(stage) {
	const { lang } = stage;
	const { page, run } = textsIn(lang);
	const english = textsIn('en');

	stage.test(`${lang}: Python is loaded when a reader asks for it, and its lines appear at their times`, { lang }, async (reader) => {
		const loaded = [];
		reader.page.on('request', (request) => {
			if (request.url().includes('/python')) {
				loaded.push(request.url());
			}
		});
		await reader.open('gather/');
		await reader.settled();
		const snippet = reader.snippet(id);
		assert.deepEqual(loaded, []);
		await snippet.runPython('real');
		await snippet.pythonOutcome.getByText(page('running')).waitFor();
		await snippet.pythonLog.getByText('B done').waitFor();
		const { output } = await snippet.pythonEnded();
		assertOutput(id, 'python', output);
		const times = await snippet.pythonLog.locator('[data-at]').evaluateAll((lines) => lines.map(({ dataset: { at } }) => Number(at)));
		for (const [line, seconds] of [[4, 1], [5, 2], [6, 3]]) {
			assert.ok(times[line] >= seconds * 1000, `line ${line} was printed at ${times[line]} ms`);
		}
		assert.notEqual(loaded.length, 0);
	});

	stage.test(`${lang}: an original stops, and runs again beside the Go program`, { lang }, async (reader) => {
		await reader.open('gather/');
		const snippet = reader.snippet(id);
		await reader.settled();
		await snippet.runPython('slow'); // the last line comes eight seconds after this one
		await snippet.pythonLog.getByText('B done').waitFor();
		await snippet.button('stopPython').click();
		const { outcome, output } = await snippet.pythonEnded();
		assert.equal(outcome, run('stopped'));
		assert.match(output, /^waiting for 3 tasks\nA starts\nB starts\nC starts\nB done\n(A done\n)?$/);
		await snippet.runPython('instant');
		await snippet.run('browser', 'instant');
		assertOutput(id, 'python', (await snippet.pythonEnded()).output);
		assertOutput(id, 'browser', (await snippet.ended()).output);
	});

	for (const one of stage.engine === 'chromium' ? particular : []) {
		const [lesson] = one.split('/');
		stage.test(`the original of ${one} prints what is documented`, {}, async (reader) => {
			await reader.open(`${lesson}/`);
			await printsDocumented(one, 'python', async () => {
				await reader.snippet(one).runPython();
				return reader.snippet(one).pythonEnded();
			});
		});
	}

	stage.test('what the tasks of an original did is summed up, and found out', {}, async (reader) => {
		await reader.open('blocking/');
		const snippet = reader.snippet('blocking/blocking');
		await snippet.root.getByRole('checkbox', { name: english.page('timeline') }).check();
		await snippet.runPython('instant');
		await snippet.pythonEnded();
		await snippet.root.getByText(/ of waiting in /).waitFor();
		await snippet.root.getByRole('list', { name: english.timeline('findings') }).getByText(/ without a pause/).waitFor();
	});

	stage.test('Python that does not arrive says so, and can be asked for again', { lang }, async (reader) => {
		reader.expectFault(/./); // of files that break off
		const { page } = reader;
		await reader.open('gather/');
		await page.route('**/assets/python/**', (route) => route.abort());
		const snippet = reader.snippet(id);
		await snippet.runPython();
		assert.equal((await snippet.pythonEnded()).outcome, run('python'));
		await page.unroute('**/assets/python/**');
		await snippet.runPython();
		assertOutput(id, 'python', (await snippet.pythonEnded()).output);
	});

	stage.test(`an original that has run is accessible, and fits ${narrow} px, where it is run by keyboard`, { lang }, async (reader) => {
		const { page } = reader;
		await reader.open('gather/');
		const snippet = reader.snippet(id);
		await snippet.runPython();
		await snippet.pythonEnded();
		await accessible(page);
		await page.setViewportSize({ width: narrow, height: 700 });
		await snippet.root.getByRole('radio', { name: /^Python/ }).check();
		await accessible(page);
		await fits(page);
		await snippet.pythonLog.getByText('took 3s').waitFor();
		await snippet.button('runPython').focus();
		await page.keyboard.press('Enter');
		await snippet.pythonEnded();
		await page.keyboard.press('Tab');
		assert.equal(await page.evaluate(() => document.activeElement.ariaLabel), reader.names.stopPython);
	});
}
