import assert from 'node:assert/strict';
import { assertOutput, lessons } from '../lessons.mjs';

/** Where a program runs, and the place whose output file counts there. */
const places = { browser: 'browser', server: 'wasi' };

/** Programs as published, run to their documented output. */
export function published(stage) {
	const { lang } = stage;
	for (const { name, snippets } of lessons) {
		stage.test(`${lang}: the programs of ${name} print what is documented, in both places`, { lang }, async (reader) => {
			await reader.open(`${name}/`);
			for (const id of snippets) {
				for (const where of Object.keys(places)) {
					await printsDocumented(reader.snippet(id), id, where);
				}
			}
		});
	}

	for (const where of Object.keys(places)) {
		stage.test(`by the real clock lines appear as they are printed, on the ${where}`, {}, async (reader) => {
			await reader.open('gather/');
			const snippet = reader.snippet('gather/three-tasks');
			await snippet.root.evaluate(noteStates);
			const { state, output } = await snippet.result(where, 'real');
			assertOutput('gather/three-tasks', places[where], output);
			assert.equal(state, 'done');
			const lines = await snippet.log.locator('[data-seq]').evaluateAll(read);
			for (const [name, seconds] of Object.entries({ B: 1, A: 2, C: 3 })) {
				const { at, state } = lines.find(({ text }) => text === `${name} done`);
				assert.ok(at >= seconds * 1000, `${name} was done after ${at} ms`);
				assert.ok(state === 'running' || name === 'C', `${name} appeared only when the program was ${state}`);
			}
			for (const key of ['at', 'seq']) {
				const numbers = lines.map((line) => line[key]);
				assert.deepEqual(numbers, numbers.toSorted((a, b) => a - b), key);
			}
		});
	}
}

/** How often a program is run until it prints what is documented: what a busy machine takes from it counts as its computing. */
const attempts = 3;

async function printsDocumented(snippet, id, where) {
	for (let attempt = 1; ; attempt++) {
		const { state, output } = await snippet.result(where);
		assert.equal(state, 'done', `${id} on the ${where}`);
		try {
			assertOutput(id, places[where], output);
			return;
		} catch (error) {
			if (attempt === attempts) {
				throw error;
			}
		}
	}
}

/** Runs in the page: lets each line of output tell in which state of the snippet it appeared. */
function noteStates(snippet) {
	new MutationObserver((changes) => {
		for (const line of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
			line.dataset.state = snippet.dataset.state;
		}
	}).observe(snippet.querySelector('[role="log"]'), { childList: true });
}

/** Runs in the page. */
function read(lines) {
	return lines.map(({ textContent, dataset: { at, seq, state } }) => ({ text: textContent, at: Number(at), seq: Number(seq), state }));
}
