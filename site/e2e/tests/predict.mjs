import assert from 'node:assert/strict';
import { assertOutput } from '../lessons.mjs';
import { answer, gather } from '../traced.mjs';
import { accessible, fits, narrow } from './pages.mjs';
import { greeting } from './programs.mjs';

const order = 'gather/three-tasks';
const time = 'hello/forgotten';

const offered = ['A done', 'result of A', 'B done', 'result of B', 'C done', 'result of C'];
const right = ['B done', 'A done', 'C done', 'result of A', 'result of B', 'result of C'];

/**
 * How often a time is predicted until it comes out right: what a busy machine takes
 * from the program counts as its computing.
 */
const attempts = 10;

const texts = {
	en: {
		lines: 'Lines to sort', seconds: 'Seconds in all', compare: 'Run and compare', skip: 'Just run it', again: 'Try again', up: 'Up: ', down: 'Down: ',
		place: 'B done: place 2 of 6', all: 'The lines came in the order that you predicted.', some: /^1 of 6 lines .* you had “A done”, and “B done” came\./,
		told: /^You said .+, and it took ([\d.]+) s\./, less: /^You said 60\.0 s, and it took \d\.\d s\. It was done sooner/, right: /^You said \d\.\d s, and it took \d\.\d s\. That is right\.$/, none: 'Type a number of seconds first, 0 or more.',
		signs: ['not as predicted', 'as predicted'], skipped: 'You ran it without a prediction.', edited: 'This run was of your changed program', unfinished: 'The program did not come to its end',
	},
	zh: {
		lines: '待排序的行', seconds: '总共几秒', compare: '运行并对照', skip: '不猜，直接运行', again: '再猜一次', up: '上移：', down: '下移：',
		place: 'B done：第 2 位，共 6 位', all: '顺序和你猜的一模一样。', some: /^6 行里有 1 行.*你猜的是“A done”，来的却是“B done”。/,
		told: /^你猜 .+实际.*用了 ([\d.]+) 秒/, less: /^你猜 60\.0 秒，实际只用了 \d\.\d 秒/, right: /^你猜 \d\.\d 秒，实际用了 \d\.\d 秒，猜中了。$/, none: '先填一个秒数，可以是 0。',
		signs: ['没猜中', '猜中'], skipped: '这次没有猜，直接运行了。', edited: '这次跑的是你改过的程序', unfinished: '程序没有跑完',
	},
};

/** Saying what a program will do before it does it. */
export function predict(stage) {
	const { lang } = stage;
	const text = texts[lang];

	stage.test(`${lang}: lines are sorted with the keyboard, run and compared`, { lang }, async (reader) => {
		const { page } = reader;
		const { snippet, button, list, words } = await open(reader, 'gather/', order, text);
		assert.deepEqual(await list.getByRole('listitem').allTextContents(), offered);
		assert.equal(await snippet.root.getByText('took 3s').filter({ visible: true }).count(), 0, 'the answer stands beside the question');
		await button(`${text.up}B done`).focus();
		await page.keyboard.press('Enter');
		await snippet.root.getByText(text.place, { exact: true }).waitFor();
		await page.keyboard.press('ArrowUp'); // the focus has gone along
		await button(`${text.down}result of A`).focus();
		await page.keyboard.press('Space');
		await button(`${text.up}C done`).focus();
		await page.keyboard.press('Enter');
		await page.keyboard.press('Enter');
		await button(`${text.up}result of A`).press('Enter');
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
		await words.getByText(text.none).waitFor();
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
			const [, took] = text.told.exec(await told.textContent());
			await button(text.again).click();
			await told.waitFor({ state: 'hidden' });
			await page.keyboard.type(took); // in place of what is there
			await page.keyboard.press('Enter');
			await told.waitFor();
		}
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
		const { list } = await open(reader, 'gather/', order, texts.en);
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
		const later = await open(reader, 'gather/', order, texts.en);
		assert.deepEqual(await later.list.getByRole('listitem').allTextContents(), dragged);
	});

	if (stage.engine === 'chromium') {
		stage.test('without scripts the question is there, and the answer folded', { javaScriptEnabled: false }, async (reader) => {
			await reader.open('hello/');
			const { root } = reader.snippet(time);
			await root.getByText('How long does the whole Go program take?').waitFor();
			const answer = root.getByText('The program takes about 0 s.');
			assert.equal(await answer.isVisible(), false);
			await root.locator('summary').click();
			await answer.waitFor();
		});
	}
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
