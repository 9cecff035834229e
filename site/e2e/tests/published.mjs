import assert from 'node:assert/strict';
import { lessons, printsDocumented } from '../lessons.mjs';
import { assertCounted, counting } from '../programs.mjs';

/** Where a program runs, and the place whose output file counts there. */
const places = { browser: 'browser', server: 'wasi' };

/** Programs as published, run to their documented output. */
export default function published(stage) {
	const { lang } = stage;
	for (const { name, snippets } of lessons) {
		stage.test(`${lang}: the programs of ${name} print what is documented, in both places`, { lang }, async (reader) => {
			await reader.open(`${name}/`);
			for (const id of snippets) {
				for (const where of Object.keys(places)) {
					const { state } = await printsDocumented(id, places[where], () => reader.snippet(id).result(where));
					assert.equal(state, 'done', `${id} on the ${where}`);
				}
			}
		});
	}

	for (const where of Object.keys(places)) {
		stage.test(`by the real clock lines have their times, on the ${where}`, {}, async (reader) => {
			await reader.open('gather/');
			const snippet = reader.snippet('gather/three-tasks');
			const { state } = await printsDocumented('gather/three-tasks', places[where], () => snippet.result(where, 'real'));
			assert.equal(state, 'done');
			const lines = await snippet.log.locator('[data-seq]').evaluateAll(read);
			for (const [name, seconds] of Object.entries({ B: 1, A: 2, C: 3 })) {
				const { at } = lines.find(({ text }) => text === `${name} done`);
				assert.ok(at >= seconds * 1000, `${name} was done after ${at} ms`);
			}
			for (const key of ['at', 'seq']) {
				const numbers = lines.map((line) => line[key]);
				assert.deepEqual(numbers, numbers.toSorted((a, b) => a - b), key);
			}
		});

		stage.test(`lines appear while the program runs, on the ${where}`, {}, async (reader) => {
			await reader.open('gather/');
			const snippet = reader.snippet('gather/three-tasks');
			await snippet.write(counting); // until it is stopped
			await snippet.run(where, 'real');
			for (const line of [1, 10, 20]) {
				await snippet.log.getByText(`line ${line}`, { exact: true }).waitFor();
			}
			await snippet.in('running');
			await snippet.button('stop').click();
			const { state, output } = await snippet.ended();
			assert.equal(state, 'stopped');
			assertCounted(output);
		});
	}
}

/** Runs in the page. */
function read(lines) {
	return lines.map(({ textContent, dataset: { at, seq } }) => ({ text: textContent, at: Number(at), seq: Number(seq) }));
}
