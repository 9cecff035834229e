import assert from 'node:assert/strict';
import { escaped } from '../../testing/pattern.mjs';
import { Line } from '../line.mjs';
import { assertCounted, counting } from '../programs.mjs';
import { textsIn } from '../texts.mjs';

const id = 'hello/hello';

/** Returns what the page says of a run that goes well, and nothing else, in a language. */
function calm(lang) {
	const { page, run } = textsIn(lang);
	const said = [page('starting'), page('building'), page('running'), run('stopped')].map(escaped);
	return new RegExp(`^(|${said.join('|')})$|${page('queued', { position: /\d+/ }).source}`);
}

/** Connections that break in the midst of a run, which nobody notices. */
export default function reconnecting(stage) {
	const { lang } = stage;
	stage.test(`${lang}: a run whose connection is cut, again and again, is whole`, { lang, serve: Line.serve }, async (reader, line) => {
		await reader.open('hello/');
		const snippet = reader.snippet(id);
		await snippet.write(counting);
		const said = await listen(snippet.outcome);
		await snippet.run('server', 'real');
		for (const at of [5, 20, 60]) {
			await snippet.log.getByText(`line ${at}`, { exact: true }).waitFor();
			await line.cut();
		}
		await snippet.log.getByText('line 70', { exact: true }).waitFor();
		await snippet.button('stop').click();
		const { state, output } = await snippet.ended();
		assert.equal(state, 'stopped');
		assertCounted(output);
		for (const words of await said()) {
			assert.match(words, calm(lang));
		}
		assert.equal(await snippet.root.locator('.work-go .notice').isVisible(), false);
	});
	stage.test(`${lang}: a connection that falls silent is told, and its run is whole`, { lang, serve: Line.serve }, async (reader, line) => {
		const { page } = textsIn(lang);
		await reader.open('hello/');
		const snippet = reader.snippet(id);
		await snippet.write(counting);
		await snippet.run('server', 'real');
		await snippet.log.getByText('line 5', { exact: true }).waitFor();
		reader.expectFault(/ws:/); // the page gives such connections up, and the browser tells authors
		line.mute(true);
		await line.silence();
		await snippet.outcome.getByText(page('reconnecting'), { exact: true }).waitFor();
		line.mute(false);
		await snippet.outcome.getByText(page('running'), { exact: true }).waitFor();
		await snippet.button('stop').click();
		const { state, output } = await snippet.ended();
		assert.equal(state, 'stopped');
		assertCounted(output);
	});
	stage.test(`${lang}: a connection that never opens is told`, { lang, serve: Line.serve }, async (reader, line) => {
		const { page, run } = textsIn(lang);
		await reader.open('hello/');
		reader.expectFault(/ws:|^426 POST/); // other requests come through: one finds out why there is no websocket
		line.mute(true);
		const snippet = reader.snippet(id);
		await snippet.write(counting);
		await snippet.run('server', 'real');
		await snippet.outcome.getByText(page('starting'), { exact: true }).waitFor();
		const { state } = await snippet.ended();
		assert.equal(state, 'failed');
		assert.equal(await snippet.outcome.textContent(), run('socket'));
		line.mute(false);
		await snippet.run('server', 'real');
		await snippet.log.getByText('line 5', { exact: true }).waitFor();
		await snippet.button('stop').click();
		assert.equal((await snippet.ended()).state, 'stopped');
	});
}

/** Notes what an element says from now on, and returns a function that returns it. */
async function listen(element) {
	const words = await element.evaluateHandle((status) => {
		const all = [];
		new MutationObserver(() => all.push(status.textContent)).observe(status, { childList: true, characterData: true, subtree: true });
		return all;
	});
	return () => words.jsonValue();
}
