import assert from 'node:assert/strict';
import { Tour } from '../../testing/tour.mjs';
import { racing as program } from '../programs.mjs';
import { textsIn } from '../texts.mjs';

const id = 'hello/hello';

/** Returns what the page says of the races of the program, in a language: the problems are matched whole, with their lines. */
function textsOf(lang) {
	const { run } = textsIn(lang);
	const goroutine = run('race.goroutine', { number: /\d+/ });
	const problem = (line, by, other, where) => {
		const { source } = run('race.writewrite', { by, other, place: run('race.line', { line: where }) });
		return new RegExp(source.replace('^', `^${line} `));
	};
	return { found: run('race'), problems: [problem(12, goroutine, /.+/, 15), problem(15, /.+/, goroutine, 12)] };
}

/** The race detector, where the machine has what it takes; pages elsewhere do not offer it. */
export default function racing(stage) {
	const { lang } = stage;
	stage.test(`${lang}: data races are found where they are`, { lang, serve: () => Tour.serve({ sandbox: 'auto' }) }, async (reader, tour) => {
		const { works, why } = await tour.said('race detector');
		await reader.open('hello/');
		const snippet = reader.snippet(id);
		const detector = snippet.root.getByRole('checkbox', { name: reader.names.race, exact: true });
		if (!works) {
			assert.equal(await detector.count(), 0, why);
			return;
		}
		await finds(reader, snippet, detector, textsOf(lang));
	});
}

async function finds(reader, snippet, detector, text) {
	assert.equal(await detector.isVisible(), false, 'it is offered in the browser');
	await snippet.write(program);
	assert.equal((await snippet.result('server')).state, 'done', 'without the detector');
	await detector.press(' ');
	const clock = snippet.root.getByRole('combobox', { name: reader.names.clock });
	assert.equal(await clock.isDisabled(), true, 'the clock can be chosen');
	assert.equal(await clock.locator(':checked').textContent(), reader.names.real);
	await snippet.start();
	const { state, outcome } = await snippet.ended();
	assert.equal(state, 'failed');
	assert.equal(outcome, text.found);
	assert.match(await snippet.output('stderr'), /^WARNING: DATA RACE\n/m);
	assert.equal(await snippet.problems.count(), text.problems.length);
	for (const [n, problem] of text.problems.entries()) {
		assert.match(await snippet.problems.nth(n).textContent(), problem);
	}
	assert.equal(await snippet.root.locator('.cm-lintRange-warning').count(), 2, 'marks in the editor');
	await snippet.button('reset').click();
	await snippet.start();
	assert.equal((await snippet.ended()).state, 'done', 'the program as published');
	await detector.press(' ');
	assert.equal(await clock.locator(':checked').textContent(), reader.names.instant, 'the clock that was chosen');
}
