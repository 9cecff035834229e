import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { accessible, fits, narrow } from '../accessible.mjs';
import { textsIn } from '../texts.mjs';
import { answer, crowd, deadlock, gather, greedy, twoFiles } from '../traced.mjs';

export const engines = ['chromium', 'firefox'];

const id = 'gather/three-tasks';

const english = textsIn('en').timeline;

/** Returns what the timeline says of the two programs, in a language. */
function textsOf(lang) {
	const { page, timeline } = textsIn(lang);
	const seconds = (number) => `${number.toFixed(1)} ${timeline('seconds')}`;
	const who = timeline('tasks', { n: 3 });
	return {
		timeline: page('timeline'),
		before: timeline('before'),
		soFar: timeline('soFar', { who, took: /.+/ }),
		summary: timeline('sumWaited', { who, waited: seconds(6), took: seconds(3), n: 3 }),
		rows: ['main', ...['A', 'B', 'C'].map((name) => timeline('named', { name, does: 'main.func1' }))],
		left: `${timeline('leftWaitingOne', { who: 'collect', on: timeline('on_receive') })} ${timeline('line', { line: 25 })}`,
	};
}

/** Returns what the readout says, given its parts. */
const parts = (...all) => all.join(' · ');
const printed = (who, time) =>
	parts(english('tellPrinted', { who, text: `${who} done` }), english('at', { time }), english('line', { line: 12 }));
const slept = english('tell_waiting', { who: 'A', time: '2.0 s', on: english('on_sleep') });

/** What a program does, drawn. The server that runs it is the test. */
export default function timeline(stage) {
	const { lang } = stage;
	const text = textsOf(lang);
	stage.test(`${lang}: a timeline is drawn while the program runs, and told in words`, { lang }, async (reader) => {
		const { page } = reader;
		const asked = [];
		page.on('request', (request) => asked.push(request.url()));
		const go = await answer(page, gather());
		await reader.open('gather/');
		await reader.settled();
		const snippet = reader.snippet(id);
		const choice = snippet.root.getByRole('checkbox', { name: text.timeline });
		assert.ok(!(await choice.isChecked()));
		assert.ok(!asked.some((url) => /\/timeline-/.test(url)), 'the timeline was loaded before anybody asked for one');
		await choice.check();
		await snippet.root.getByText(text.before).waitFor();
		await snippet.run('server', 'real');
		await snippet.root.getByText(text.soFar).waitFor();
		assert.equal(await shapes(snippet, 'prints'), 1);
		go();
		await snippet.root.getByText(text.summary).waitFor();
		const table = snippet.root.getByRole('table', { name: text.timeline, exact: true });
		assert.deepEqual(await table.getByRole('rowheader').allTextContents(), text.rows);
		assert.deepEqual(await bars(snippet), { sleeping: 3, blocked: 1, prints: 5, wakes: 1 });
		await reader.open('gather/');
		assert.ok(await reader.snippet(id).root.getByRole('checkbox', { name: text.timeline }).isChecked(), 'the choice was forgotten');
	});

	stage.test(`${lang}: findings lead to their lines`, { lang }, async (reader) => {
		const snippet = await drawn(reader, greedy(), 'blocking/', 'blocking/blocking');
		const found = snippet.root.getByRole('button', { name: text.left });
		await found.click();
		assert.ok(await snippet.code.evaluate((code) => code === document.activeElement));
		const line = await snippet.code.locator('.cm-line.pointed').evaluate((marked) => [...marked.parentElement.children].indexOf(marked) + 1);
		assert.equal(line, 25);
	});

	stage.test('nothing of it needs a pointer', {}, async (reader) => {
		const { page } = reader;
		const snippet = await drawn(reader, gather());
		await snippet.root.getByRole('application', { name: english('picture') }).focus();
		const told = async (...keys) => {
			for (const key of keys) {
				await page.keyboard.press(key);
			}
			return snippet.root.locator('.tl-readout').textContent();
		};
		const ran = parts(english('tell_running', { who: 'A', time: '5 µs' }), english('fromTo', { from: '0.00 s', to: '0.00 s' }));
		assert.equal(await told('ArrowDown', 'ArrowDown'), ran);
		const waited = parts(slept, english('fromTo', { from: '0.00 s', to: '2.00 s' }), english('line', { line: 11 }));
		assert.equal(await told('ArrowRight'), waited);
		assert.deepEqual(await snippet.code.locator('.cm-line.pointed').allTextContents(), ['	time.Sleep(time.Duration(seconds) * time.Second)']);
		assert.equal(await told('ArrowRight', 'ArrowRight'), printed('A', '2.00 s'));
		assert.deepEqual(await snippet.log.locator('.pointed').allTextContents(), ['A done']);
		const [wide] = await ticks(snippet);
		await told('+', '+', '+', 'End');
		assert.notEqual((await ticks(snippet))[0], wide);
		await told('0');
		assert.equal((await ticks(snippet))[0], wide);
		await told('Enter');
		assert.ok(await snippet.code.evaluate((code) => code === document.activeElement));
	});

	stage.test('picture, output and source point at each other', {}, async (reader) => {
		const { page } = reader;
		const snippet = await drawn(reader, gather());
		const picture = snippet.root.getByRole('application');
		await picture.scrollIntoViewIfNeeded();
		await snippet.log.getByText('B done').hover();
		await snippet.root.getByText(printed('B', '1.00 s')).waitFor();
		const frame = await picture.boundingBox();
		await page.mouse.move(frame.x + frame.width / 2, frame.y + 26 + 46 + 30);
		await snippet.root.getByText(slept).waitFor();
		await page.mouse.move(1, 1);
		await snippet.root.locator('.tl-idle').waitFor();
		await page.mouse.move(frame.x + frame.width / 2, frame.y + 26 + 46 + 30);
		const before = await ticks(snippet);
		await page.keyboard.down('Control');
		await page.mouse.wheel(0, -400);
		await page.keyboard.up('Control');
		await page.waitForFunction(([first, picture]) => document.querySelector(picture).textContent !== first, [before.join(''), `tour-snippet[snippet="${id}"] .tl-ruler`]);
		await page.mouse.down();
		await page.mouse.move(frame.x + frame.width, frame.y + 100, { steps: 4 });
		await page.mouse.up();
		await snippet.root.getByRole('button', { name: english('zoomAll') }).click();
		await snippet.root.locator('.tl-ruler').getByText('3.0 s').waitFor();
	});

	stage.test(`${lang}: of a program of several files the timeline knows the files`, { lang }, async (reader) => {
		const { page: words, timeline } = textsIn(lang);
		const { page } = reader;
		await answer(page, twoFiles());
		await reader.open('hello/');
		const snippet = reader.snippet('hello/hello');
		const open = (name) => snippet.root.getByRole('tab', { name, exact: true, selected: true });
		const pointed = () => snippet.code.locator('.cm-line.pointed').allTextContents();
		await snippet.code.waitFor();
		await snippet.button('addFile').click();
		const name = snippet.root.getByRole('textbox', { name: words('fileName'), exact: true });
		await name.fill('task.go');
		await name.press('Enter');
		await snippet.write('package main\n\nimport "time"\n\nfunc work() {\n\ttime.Sleep(time.Second)\n}\n');
		await snippet.root.getByRole('tab', { name: 'main.go', exact: true }).click();
		await snippet.root.getByRole('checkbox').check();
		assert.equal((await snippet.result('server', 'real')).state, 'done');
		const picture = snippet.root.getByRole('application');
		await picture.focus();
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('ArrowRight');
		await open('task.go').waitFor();
		assert.deepEqual(await pointed(), ['\ttime.Sleep(time.Second)']);
		await snippet.root.locator('.tl-readout').getByText(timeline('lineIn', { file: 'task.go', line: 6 })).waitFor();
		await page.keyboard.press('ArrowUp');
		await open('main.go').waitFor();
		await snippet.root.getByRole('button', { name: timeline('lineIn', { file: 'task.go', line: 6 }) }).click();
		await open('task.go').waitFor();
		assert.ok(await snippet.code.evaluate((code) => code === document.activeElement));
		const underlined = async () => (await snippet.root.locator('.tl-cursor').getAttribute('d')) ?? '';
		assert.equal((await underlined()).match(/M/g)?.length, 1, 'the sleep of work alone is at this line of this file');
	});

	stage.test('a replay shows output and picture as of an instant', {}, async (reader) => {
		const snippet = await drawn(reader, gather());
		const button = (name) => snippet.root.getByRole('button', { name, exact: true });
		const visible = async () => (await snippet.log.locator('.line:not(.later)').allTextContents()).join();
		await button(english('stepBack')).click();
		assert.equal(await visible(), 'waiting for 3 tasks,B done,A done');
		assert.equal(await shapes(snippet, 'wakes'), 0);
		await button(english('stepBack')).click();
		assert.equal(await visible(), 'waiting for 3 tasks,B done');
		await button(english('stepOn')).click();
		assert.equal(await visible(), 'waiting for 3 tasks,B done,A done');
		await snippet.root.getByRole('slider', { name: english('instant') }).fill('0');
		assert.equal(await visible(), '');
		await snippet.root.getByRole('combobox', { name: english('speed') }).selectOption('10');
		await button(english('play')).click();
		await snippet.log.getByText('took 3s').waitFor();
		await button(english('play')).waitFor(); // it is over, and could begin again
		const clock = await reader.holdClock();
		await button(english('play')).click();
		await button(english('pause')).click();
		await button(english('play')).waitFor();
		await clock.release();
		await button(english('stepBack')).click();
		await snippet.root.getByRole('application').focus();
		await snippet.root.page().keyboard.press('ArrowDown');
		await snippet.root.getByRole('checkbox', { name: textsOf('en').timeline }).uncheck();
		assert.equal(await snippet.log.locator('.later').count(), 0, 'what a replay hid stayed hidden without it');
		assert.equal(await snippet.root.locator('.pointed').count(), 0);
	});

	stage.test('a finding leads to a pane that does not show', {}, async (reader) => {
		const snippet = await drawn(reader, greedy(), 'blocking/', 'blocking/blocking');
		await reader.page.setViewportSize({ width: narrow, height: 700 });
		await snippet.root.getByRole('radio', { name: /^Python/ }).check();
		await snippet.code.waitFor({ state: 'hidden' });
		await snippet.root.getByRole('button', { name: textsOf('en').left }).click();
		await snippet.code.waitFor();
		assert.ok(await snippet.code.evaluate((code) => code === document.activeElement));
	});

	// Debian's Firefox keeps nothing for a driver.
	if (stage.engine === 'chromium') {
		stage.test('picture and trace can be kept', {}, async (reader) => {
			const { page } = reader;
			const snippet = await drawn(reader, gather());
			const saved = async (name) => {
				const [download] = await Promise.all([page.waitForEvent('download'), snippet.root.getByRole('button', { name, exact: true }).click()]);
				return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
			};
			const picture = await saved(english('saveSVG'));
			assert.equal(picture.name, 'gather-three-tasks.svg');
			assert.match(picture.text, /^<svg xmlns[^]*A done[^]*<\/svg>\n$/);
			assert.doesNotMatch(picture.text, /var\(|class=/);
			assert.deepEqual(await saved(english('saveTrace')), { name: 'gather-three-tasks.trace', text: 'go 1.26 t' });
		});
	}

	stage.test('ten thousand goroutines are one row, which opens', {}, async (reader) => {
		const snippet = await drawn(reader, crowd(10_000, 1));
		const picture = snippet.root.getByRole('application');
		await picture.getByText(`▸ ${english('foldName', { n: '10,000', name: 'worker' })}`).waitFor();
		await picture.focus();
		await reader.page.keyboard.press('ArrowDown');
		await reader.page.keyboard.press('ArrowDown');
		await reader.page.keyboard.press('Enter');
		await picture.getByText(`▾ ${english('foldName', { n: '10,000', name: 'worker' })}`).waitFor();
		assert.ok((await picture.locator('.tl-name').count()) < 200, 'rows are drawn that nobody sees');
		assert.equal(await snippet.root.getByRole('table', { name: english('timeline') }).getByRole('row').count(), 202);
	});

	stage.test('a timeline is accessible and fits, in either theme', {}, async (reader) => {
		const { page } = reader;
		for (const events of [greedy(), deadlock()]) {
			const snippet = await drawn(reader, events);
			await snippet.root.getByRole('button', { name: english('asTable') }).click();
			await accessible(page);
		}
		await page.setViewportSize({ width: narrow, height: 700 });
		await accessible(page);
		await fits(page);
	});
}

/** Runs a snippet whose run goes like that, and returns it once its timeline is there. */
async function drawn(reader, events, path = 'gather/', snippetId = id) {
	const go = await answer(reader.page, events);
	await reader.open(path);
	const snippet = reader.snippet(snippetId);
	await snippet.code.waitFor();
	await snippet.root.getByRole('checkbox').check();
	await snippet.run('server', 'real');
	await snippet.root.locator('.tl-frame').waitFor();
	go();
	await snippet.in('done', 'failed');
	await snippet.root.locator('.tl-replay').waitFor();
	return snippet;
}

/** Returns how many separate figures are drawn with a pen, once the picture is at rest. */
async function shapes(snippet, pen) {
	await snippet.root.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
	const path = (await snippet.root.locator(`.tl-rows > .tl-${pen}`).getAttribute('d')) ?? '';
	return path.split('M').length - 1;
}

async function bars(snippet) {
	const pens = ['sleeping', 'blocked', 'prints', 'wakes'];
	const counts = [];
	for (const pen of pens) {
		counts.push([pen, await shapes(snippet, pen)]);
	}
	return Object.fromEntries(counts);
}

/** Returns what stands at the ruler, once the picture is at rest. */
async function ticks(snippet) {
	await shapes(snippet, 'prints');
	return snippet.root.locator('.tl-tick').allTextContents();
}
