import assert from 'node:assert/strict';
import { accessible, fits, narrow } from '../accessible.mjs';
import { assertOutput } from '../lessons.mjs';
import { greeting } from '../programs.mjs';
import { textsIn } from '../texts.mjs';
import { answer, gather } from '../traced.mjs';
import { until } from '../until.mjs';

export const engines = ['chromium', 'firefox'];

const order = 'gather/three-tasks';
const time = 'hello/forgotten';

const offered = ['A done', 'result of A', 'B done', 'result of B', 'C done', 'result of C'];
const right = ['B done', 'A done', 'C done', 'result of A', 'result of B', 'result of C'];

/**
 * How often a time is predicted until it comes out right: what a busy machine takes
 * from the program counts as its computing.
 */
const attempts = 10;

/** Returns what the page says of predictions, in a language. */
function textsOf(lang) {
	const { page } = textsIn(lang);
	const time = new RegExp(`\\d\\.\\d ${page('seconds')}`);
	const took = new RegExp(`([\\d.]+) ${page('seconds')}`);
	const told = ['predictTimeRight', 'predictTimeLess', 'predictTimeMore'].map((key) => page(key, { guess: /.+/, time: took }).source);
	return {
		lines: page('predictLines'),
		seconds: page('predictSeconds'),
		compare: page('predictRun'),
		skip: page('predictSkip'),
		again: page('predictAgain'),
		up: (line) => page('sorterUp', { item: line }),
		down: (line) => page('sorterDown', { item: line }),
		place: page('sorterPlace', { item: 'B done', place: 2, total: 6 }),
		all: page('predictAll'),
		some: page('predictSome', { right: 1, total: 6, place: 1, guess: 'A done', came: 'B done' }),
		/** What a time is answered with, whichever it is. */
		told: new RegExp(told.join('|')),
		less: page('predictTimeLess', { guess: `60.0 ${page('seconds')}`, time }),
		right: page('predictTimeRight', { guess: time, time }),
		none: page('predictNone'),
		signs: [page('predictWrong'), page('predictRight')],
		skipped: page('predictSkipped'),
		edited: page('predictEdited'),
		unfinished: page('predictUnfinished'),
	};
}

/** Saying what a program will do before it does it. */
export default function predict(stage) {
	const { lang } = stage;
	const text = textsOf(lang);

	stage.test(`${lang}: lines are sorted with the keyboard, run and compared`, { lang }, async (reader) => {
		const { page } = reader;
		const { snippet, button, list, words } = await open(reader, 'gather/', order, text);
		assert.deepEqual(await list.getByRole('listitem').allTextContents(), offered);
		assert.equal(await snippet.root.getByText('took 3s').filter({ visible: true }).count(), 0, 'the answer stands beside the question');
		await button(text.up('B done')).focus();
		await page.keyboard.press('Enter');
		await snippet.root.getByText(text.place, { exact: true }).waitFor();
		await page.keyboard.press('ArrowUp'); // the focus has gone along
		await button(text.down('result of A')).focus();
		await page.keyboard.press('Space');
		await button(text.up('C done')).focus();
		await page.keyboard.press('Enter');
		await page.keyboard.press('Enter');
		await button(text.up('result of A')).press('Enter');
		assert.deepEqual(await list.getByRole('listitem').allTextContents(), right);
		await button(text.compare).focus();
		await page.keyboard.press('Enter');
		await snippet.ended();
		await words.getByText(text.all).waitFor();
		assert.equal(await page.evaluate(() => document.activeElement.innerText), text.again);
		await accessible(page);
	});

	stage.test(`${lang}: what came otherwise is told line by line`, { lang }, async (reader) => {
		const { page } = reader;
		const { snippet, button, list, words } = await open(reader, 'gather/', order, text);
		await button(text.compare).click();
		const { output } = await snippet.ended();
		assertOutput(order, 'browser', output);
		await words.getByText(text.some).waitFor();
		const rows = snippet.root.locator('.predict-view tbody').getByRole('row');
		assert.deepEqual(await rows.allTextContents(), offered.map((line, place) => line + right[place]));
		const signs = await rows.getByRole('img').evaluateAll((all) => all.map(({ ariaLabel }) => ariaLabel));
		assert.deepEqual(signs, offered.map((line, place) => text.signs[Number(line === right[place])]));
		await snippet.root.getByText('took 3s').and(page.locator('.expected-text')).waitFor();
		await accessible(page);
		await page.setViewportSize({ width: narrow, height: 700 });
		await fits(page);
		await button(text.again).click();
		await list.waitFor();
		await fits(page);
	});

	stage.test(`${lang}: a time is typed, and told apart from what it took`, { lang }, async (reader) => {
		const { page } = reader;
		const { snippet, button, words } = await open(reader, 'hello/', time, text);
		await button(text.compare).click();
		await snippet.root.getByText(text.none).waitFor();
		assert.equal(await snippet.root.getAttribute('data-state'), 'idle');
		await snippet.root.getByRole('spinbutton', { name: text.seconds }).and(page.locator(':focus')).waitFor();
		await page.keyboard.type('60');
		await page.keyboard.press('Enter');
		await words.getByText(text.less).waitFor();
		await accessible(page);
		await page.setViewportSize({ width: narrow, height: 700 });
		await fits(page);
		const told = words.getByText(text.told);
		for (let attempt = 1; !text.right.test(await told.textContent()); attempt++) {
			assert.ok(attempt <= attempts, `the program takes another time each time: ${await told.textContent()}`);
			const took = text.told.exec(await told.textContent()).slice(1).find(Boolean);
			await button(text.again).click();
			await told.waitFor({ state: 'hidden' });
			await page.keyboard.type(took); // in place of what is there
			await page.keyboard.press('Enter');
			await told.waitFor();
		}
	});

	for (const width of [1280, 390]) {
		stage.test(`at ${width} px the question stands above the program, and the comparison below the output`, { lang, viewport: { width, height: 1200 } }, async (reader) => {
			const { snippet, button, words } = await open(reader, 'gather/', order, text);
			const parts = ['.predict', '.pane-go', '.work-go .bar', '.result-go', '.predict-words'];
			await button(text.compare).click();
			await words.getByText(text.some).waitFor();
			assert.deepEqual(await snippet.root.evaluate(fromTop, parts), parts);
			await until('the comparison is in view', () => words.evaluate((one) => one.getBoundingClientRect().bottom <= window.innerHeight));
		});
	}

	stage.test(`${lang}: what is expected stays folded until a run or a wish`, { lang }, async (reader) => {
		await reader.open('hello/');
		await reader.settled();
		const snippet = reader.snippet('hello/hello');
		const expected = snippet.root.locator('.expected-text');
		assert.ok(!(await expected.isVisible()));
		await snippet.root.locator('summary').click();
		await expected.waitFor();
		await snippet.root.locator('summary').click();
		await expected.waitFor({ state: 'hidden' });
		await snippet.result();
		await expected.waitFor();
		const asking = reader.snippet(time);
		await asking.runPython();
		await asking.pythonEnded();
		assert.ok(!(await asking.root.locator('.expected-text').first().isVisible()), 'the answer shows while there is a question');
	});

	stage.test(`${lang}: nobody has to predict`, { lang }, async (reader) => {
		const first = await open(reader, 'gather/', order, text);
		await first.button(text.skip).click();
		await first.snippet.ended();
		await first.words.getByText(text.skipped).waitFor();
		const again = await open(reader, 'gather/', order, text);
		await again.button(text.again).click(); // it was kept that there was to be no question
		await again.list.waitFor();
		await again.snippet.result();
		await again.words.getByText(text.skipped).waitFor();
	});

	stage.test(`${lang}: only whole runs of the published program are compared`, { lang }, async (reader) => {
		const { snippet, button, words } = await open(reader, 'gather/', order, text);
		await snippet.write(greeting('mine'));
		await button(text.compare).click();
		await snippet.ended();
		await words.getByText(text.edited).waitFor();
		await snippet.button('reset').click();
		await answer(reader.page, gather()); // which pauses half way
		await snippet.run('server', 'real');
		await snippet.in('running');
		await snippet.button('stop').click();
		await words.getByText(text.unfinished).waitFor();
		await snippet.result();
		await words.getByText(text.some).waitFor();
	});

	stage.test('lines are dragged, and what was predicted is kept', {}, async (reader) => {
		const { page } = reader;
		const { list } = await open(reader, 'gather/', order, textsOf('en'));
		const line = (name) => list.getByRole('listitem').filter({ hasText: name });
		const middle = async (name) => {
			const { x, y, width, height } = await line(name).boundingBox();
			return [x + width / 3, y + height / 2];
		};
		await list.scrollIntoViewIfNeeded();
		await page.mouse.move(...(await middle('C done')));
		await page.mouse.down();
		const [x, y] = await middle('A done');
		await page.mouse.move(x, y + 4, { steps: 12 });
		await page.mouse.move(x, y - 4, { steps: 2 });
		await page.mouse.up();
		const dragged = ['C done', 'A done', 'result of A', 'B done', 'result of B', 'result of C'];
		assert.deepEqual(await list.getByRole('listitem').allTextContents(), dragged);
		const later = await open(reader, 'gather/', order, textsOf('en'));
		assert.deepEqual(await later.list.getByRole('listitem').allTextContents(), dragged);
	});

	if (stage.engine === 'chromium') {
		stage.test('without scripts the question is there, and the answer folded', { javaScriptEnabled: false }, async (reader) => {
			await reader.open('hello/');
			const { root } = reader.snippet(time);
			await root.getByText('How long does the whole Go program take?').waitFor();
			const answer = root.getByText(textsIn('en').page('predictTakes', { '%g': 0 }));
			assert.equal(await answer.isVisible(), false);
			await root.locator('summary').click();
			await answer.waitFor();
		});
	}
}

/** Runs in the page: returns the selectors in the order in which their elements stand below each other. */
function fromTop(root, selectors) {
	const top = (selector) => root.querySelector(selector).getBoundingClientRect().top;
	return [...selectors].sort((a, b) => top(a) - top(b));
}

/** Opens a page, and returns what a reader uses of the snippet that asks. */
async function open(reader, path, id, text) {
	await reader.open(path);
	await reader.settled();
	const snippet = reader.snippet(id);
	await snippet.root.getByRole('combobox', { name: reader.names.clock }).selectOption({ label: reader.names.instant });
	return {
		snippet,
		button: (name) => snippet.root.getByRole('button', { name, exact: true }),
		list: snippet.root.getByRole('list', { name: text.lines }),
		words: snippet.root.locator('.predict-words'),
	};
}
