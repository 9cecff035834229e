import assert from 'node:assert/strict';
import { isKept } from '../kept.mjs';
import { chattering, deadlocked, panicking, spinning, waiting } from '../programs.mjs';
import { textsIn } from '../texts.mjs';
import { until } from '../until.mjs';

const id = 'hello/hello';

/** Runs that end otherwise than by themselves. After each the next one runs as ever. */
export default function ending(stage) {
	const { lang } = stage;
	const { run } = textsIn(lang);
	for (const where of ['browser', 'server']) {
		stage.test(`${lang}: a spinning program can be stopped on the ${where}`, { lang }, async (reader) => {
			await reader.open('hello/');
			const snippet = reader.snippet(id);
			await snippet.write(spinning);
			await snippet.run(where, 'real');
			await snippet.log.getByText('spinning').waitFor();
			await alive(reader);
			await snippet.in('running');
			await snippet.button('stop').click();
			const { state, outcome } = await snippet.ended();
			assert.equal(state, 'stopped');
			assert.equal(outcome, run('stopped'));
			await runsAgain(snippet, where);
		});
		stage.test(`${lang}: a panic shows whole on the ${where}`, { lang }, async (reader) => {
			await reader.open('hello/');
			const snippet = reader.snippet(id);
			await snippet.write(panicking);
			const { state, outcome } = await snippet.result(where);
			assert.equal(state, 'failed');
			assert.equal(outcome, run('panic'));
			assert.equal(await snippet.output('stdout'), 'before\n');
			const stderr = await snippet.output('stderr');
			assert.match(stderr, /^panic: out of luck\n\ngoroutine 1 \[running\]:\nmain\.deep\(.*\n\t.*main\.go:12.*\nmain\.main\(\)\n\t.*main\.go:7.*\n/);
			await runsAgain(snippet, where);
		});

		stage.test(`${lang}: a deadlock is told on the ${where}`, { lang }, async (reader) => {
			await reader.open('hello/');
			const snippet = reader.snippet(id);
			await snippet.write(deadlocked);
			const { state, outcome } = await snippet.result(where, 'real');
			assert.equal(state, 'failed');
			assert.equal(outcome, run('deadlock'));
			assert.match(await snippet.output('stderr'), /^fatal error: all goroutines are asleep - deadlock!\n/);
		});

		stage.test(`${lang}: too much output ends the run on the ${where}`, { lang }, async (reader) => {
			await reader.open('hello/');
			const snippet = reader.snippet(id);
			await snippet.write(chattering);
			const { state, outcome, output } = await snippet.result(where, 'real');
			assert.equal(state, 'failed');
			assert.equal(outcome, run('output', { kib: 1024 }));
			assert.match(output, /^(on and on, ){200}\n/);
			await alive(reader);
			await runsAgain(snippet, where);
		});
	}

	stage.test('a run takes the place of the one before', {}, async (reader) => {
		await reader.open('hello/');
		const snippet = reader.snippet(id);
		await snippet.write(spinning);
		await snippet.run('browser', 'real');
		await snippet.log.getByText('spinning').waitFor();
		await snippet.button('reset').click();
		const { state, output } = await snippet.result('browser');
		assert.equal(state, 'done');
		assert.equal(output, 'hello\nhello again, a second later\n');
	});

	stage.test(`${lang}: when the server is gone, programs still run in the browser`, { lang, keeps: true, builds: false, ownTour: true }, async (reader, tour) => {
		reader.expectFault(/connect|dynamically imported module|fetch/i);
		await withoutServer(reader, tour, run);
	});
}

async function withoutServer(reader, tour, run) {
	await reader.open('hello/');
	// A browser's own cache may have dropped what runs programs.
	await until('the page is kept', () => reader.page.evaluate(isKept, new URL(reader.page.url()).pathname));
	const [edited, published] = [reader.snippet(id), reader.snippet('hello/forgotten')];
	await published.result('browser');
	await edited.write(waiting);
	await edited.run('server', 'real');
	await edited.log.getByText('waiting').waitFor();
	await tour.stop();
	assert.equal((await edited.ended()).outcome, run('shutdown'));
	for (const [where, sentence] of Object.entries({ server: run('unreachable'), browser: run('compiler') })) {
		const { state, outcome } = await edited.result(where);
		assert.equal(state, 'failed');
		assert.equal(outcome, sentence, where);
	}
	const { state, output } = await published.result('browser');
	assert.equal(state, 'done');
	assert.equal(output, 'main begins\nmain ends\n');
}

/** Checks that the page answers: it takes a click, and shows what that does. */
async function alive({ page }) {
	const theme = page.getByRole('button', { name: /^(Theme|配色)/ });
	const before = await theme.getAttribute('aria-label');
	await theme.click();
	assert.notEqual(await theme.getAttribute('aria-label'), before);
}

async function runsAgain(snippet, where) {
	await snippet.button('reset').click();
	const { state, output } = await snippet.result(where);
	assert.equal(state, 'done');
	assert.equal(output, 'hello\nhello again, a second later\n');
}
