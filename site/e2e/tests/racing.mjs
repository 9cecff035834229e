import assert from 'node:assert/strict';
import { Tour } from '../tour.mjs';
import { racing as program } from './programs.mjs';

const id = 'hello/hello';

const texts = {
	en: {
		found: 'The race detector has found data races: they are marked in the code.',
		problems: [/^12 Data race: goroutine \d+ writes here what .+ writes on line 15 too/, /^15 Data race: .+ writes here what goroutine \d+ writes on line 12 too/],
	},
	zh: {
		found: '竞态检测发现了数据竞争，位置已在代码中标出。',
		problems: [/^12 数据竞争：goroutine \d+ 在此处写，.+在第 15 行也写同一个变量/, /^15 数据竞争：.+在此处写，goroutine \d+ 在第 12 行也写同一个变量/],
	},
};

/** The race detector, where the machine has what it takes; pages elsewhere do not offer it. */
export function racing(stage) {
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
		await finds(reader, snippet, detector, texts[lang]);
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
