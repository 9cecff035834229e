import assert from 'node:assert/strict';
import { accessible, fits, narrow } from '../accessible.mjs';
import { heard, listen } from '../heard.mjs';
import { whole } from '../kept.mjs';
import { source } from '../lessons.mjs';
import { textsIn } from '../texts.mjs';
import { until } from '../until.mjs';
import { Tour } from '../../testing/tour.mjs';

const id = 'http/four-at-a-time';
const start = source(id);
const solution = source(id, 'solution/main.go');
const ahead = source(id, 'wrong/slot-inside/main.go');

/** Ends in the midst of the checks. */
const exits = start.replace('func main() {', 'func init() {\n\tpanic("early")\n}\n\nfunc main() {');

/** Goes on for ever. */
const endless = start.replace('\tpages := make', '\tfor {\n\t}\n\tpages := make');

/** Leaves goroutines behind, which send what nobody receives. */
const leaves = `package main

import "iter"

func fetchAll(urls iter.Seq[string], limit int, get func(string) (string, error)) map[string]string {
	results := make(chan string)
	for url := range urls {
		text, _ := get(url)
		go func() {
			results <- text
		}()
	}
	return nil
}

func main() {}
`;

/** An exercise: its checks, hints and solution. */
export default function exercise(stage) {
	const { lang } = stage;
	const { page: text, run, timeline } = textsIn(lang);
	const states = { passed: text('checkPassed'), failed: text('checkFails'), idle: text('checkIdle'), unreached: text('checkUnreached') };

	/** Opens the page, and returns the exercise. */
	const open = async (reader) => {
		await listen(reader.page);
		await reader.open('http/');
		const snippet = reader.snippet(id);
		const section = snippet.root.getByRole('region', { name: text('checks') });
		const items = section.getByRole('list').getByRole('listitem');
		const hint = (number) => section.locator('summary', { hasText: text('hint', { '%d': number }) });
		const solved = snippet.root.getByRole('region', { name: text('solution') });
		await snippet.code.waitFor();
		return { snippet, section, items, hint, solved, verdict: section.locator('.verdict') };
	};

	/** Presses Check, and resolves with the states of the checks once the run has ended. */
	const checked = async ({ snippet, items }, press = () => snippet.button('check').click()) => {
		await press();
		await snippet.ended();
		return statesOf(items);
	};

	const statesOf = (items) => items.getByRole('img').evaluateAll((all) => all.map(({ ariaLabel }) => ariaLabel));

	/** Replaces the program, and resolves once the page can check it. */
	const write = async (reader, snippet, program) => {
		await snippet.write(program);
		await reader.page.locator('html[data-compiler="ready"]').waitFor();
	};

	stage.test(`${lang}: an exercise is solved with the keyboard`, { lang, builds: true }, async (reader) => {
		const { page } = reader;
		const exercise = await open(reader);
		const { snippet, section, verdict, items } = exercise;
		assert.deepEqual(await statesOf(items), Array(5).fill(states.idle));
		await page.evaluate(noteProgress);
		await write(reader, snippet, ahead);
		await snippet.code.press('ControlOrMeta+Shift+Enter');
		await snippet.in('failed');
		await until('the verdict is there', async () => (await statesOf(items)).includes(states.failed));
		assert.deepEqual(await statesOf(items), [states.passed, states.passed, states.passed, states.failed, states.passed]);
		const sentence = await items.nth(3).locator('.check-text').textContent();
		await verdict.getByText(text('checkFirst', { check: sentence })).waitFor();
		assert.match(await verdict.textContent(), /\d+ others waited, at most \d+$/);
		assert.match(await snippet.outcome.textContent(), new RegExp(text('checked', { passed: 4, all: 5 })));
		assert.ok((await heard(page)).some((one) => one.includes(sentence)), 'it is said');
		await accessible(page);
		await snippet.write(solution);
		assert.ok(await section.evaluate((element) => 'stale' in element.dataset));
		await snippet.code.press('Escape');
		await page.keyboard.press('Tab');
		await tabTo(page, reader.names.check);
		assert.deepEqual(await checked(exercise, () => page.keyboard.press('Enter')), Array(5).fill(states.passed));
		await verdict.getByText(text('solved'), { exact: true }).waitFor();
		assert.equal(await snippet.root.getAttribute('data-state'), 'done');
		assert.match(await snippet.root.locator('.built').textContent(), text('builtPage', { time: /.+/ }));
		await accessible(page);
		const details = await page.evaluate(() => window.progressed);
		assert.deepEqual(details.map(({ id, state }) => `${id} ${state}`), [`${id} tried`, `${id} solved`]);
		assert.match(details[1].version, /^[0-9a-f]{12}$/);
	});

	stage.test(`${lang}: Shift+Enter runs the program as before`, { lang }, async (reader) => {
		const { snippet, items } = await open(reader);
		await snippet.code.press('Shift+Enter');
		assert.equal((await snippet.ended()).state, 'done');
		assert.deepEqual(await statesOf(items), Array(5).fill(states.idle));
	});

	stage.test(`${lang}: hints unfold one at a time, then there is a solution`, { lang }, async (reader) => {
		const { page } = reader;
		const { snippet, hint, solved, section } = await open(reader);
		const show = section.getByRole('button', { name: text('solutionShow'), exact: true });
		await section.getByText(text('solutionLater'), { exact: true }).waitFor();
		assert.equal(await hint(2).isVisible(), false);
		await hint(1).click();
		await hint(2).click();
		assert.equal(await show.isVisible(), false);
		await hint(3).press('Enter');
		await show.click();
		await solved.waitFor();
		assert.equal(await solved.locator('code').textContent(), solution);
		assert.equal(await snippet.text(), start, 'the reader’s program stays');
		await accessible(page);
		await solved.getByRole('button', { name: text('solutionTake'), exact: true }).click();
		assert.equal(await snippet.text(), solution);
		await snippet.root.getByRole('button', { name: text('undo'), exact: true }).click();
		assert.equal(await snippet.text(), start);
		await solved.getByRole('button', { name: text('solutionHide'), exact: true }).click();
		await show.and(page.locator(':focus')).waitFor();
		await page.setViewportSize({ width: narrow, height: 700 });
		await show.click();
		await fits(page);
	});

	stage.test(`${lang}: a solution is shown before a try to whoever insists`, { lang }, async (reader) => {
		const { solved, section } = await open(reader);
		await section.getByRole('button', { name: text('solutionAnyway'), exact: true }).click();
		await solved.waitFor();
	});

	stage.test(`${lang}: one check alone, with its timeline`, { lang, builds: true }, async (reader) => {
		const exercise = await open(reader);
		const { snippet, items } = exercise;
		await write(reader, snippet, ahead);
		await checked(exercise);
		await items.nth(3).getByRole('button').click();
		await snippet.in('queued', 'building', 'running');
		await snippet.ended();
		assert.equal((await statesOf(items)).filter((state) => state === states.passed).length, 4);
		const timeline = snippet.root.getByRole('region', { name: text('timeline') });
		await timeline.locator('svg').first().waitFor();
		await until('the timeline is in sight', () => timeline.evaluate(isInSight));
		await timeline.evaluate(scrollTo);
		assert.ok((await bottomOf(exercise.section)) <= (await timeline.boundingBox()).y + 1, 'the checks cover the timeline');
		await accessible(reader.page);
	});

	stage.test(`${lang}: the line that a failed check finds somebody waiting at is marked`, { lang, builds: true }, async (reader) => {
		const { page } = reader;
		const exercise = await open(reader);
		const { snippet, items, verdict } = exercise;
		await write(reader, snippet, leaves);
		await checked(exercise);
		const noted = snippet.code.locator('.noted');
		assert.equal(await noted.count(), 0);
		await items.nth(1).getByRole('button').click();
		await noted.waitFor();
		assert.equal((await noted.textContent()).trim(), 'results <- text');
		const waiting = timeline('checkWaiting', { n: 30, who: 'fetchAll.func1', on: timeline('on_send') });
		assert.equal(await noted.getAttribute('title'), waiting);
		await verdict.getByText(waiting).waitFor();
		assert.ok((await heard(page)).some((one) => one.includes(waiting)), 'it is said');
		await accessible(page);
		await snippet.code.press('ControlOrMeta+End');
		await page.keyboard.type('// More.');
		assert.equal(await noted.count(), 1, 'another line is edited');
		await verdict.getByRole('button', { name: text('checkLine', { line: 10 }), exact: true }).click();
		await snippet.code.and(page.locator(':focus')).waitFor();
		await page.keyboard.type(' ');
		assert.equal(await noted.count(), 0);
		await items.nth(1).getByRole('button').click();
		await noted.waitFor();
		await snippet.button('run').click();
		await until('the mark is gone', async () => (await noted.count()) === 0);
	});

	stage.test(`${lang}: a program that ends, or does not, has passed no check`, { lang, builds: true }, async (reader) => {
		const exercise = await open(reader);
		const { snippet, items, verdict } = exercise;
		await write(reader, snippet, exits);
		assert.deepEqual(await checked(exercise), [states.failed, ...Array(4).fill(states.unreached)]);
		await verdict.getByText(run('check.ended')).waitFor();
		await snippet.write(endless);
		await snippet.button('check').click();
		await snippet.in('running');
		await snippet.button('stop').click();
		await snippet.in('stopped');
		assert.ok(!(await statesOf(items)).includes(states.passed));
		await snippet.write(start.replace('func main() {', 'func main() {\n\tundeclared()'));
		assert.deepEqual(await checked(exercise), Array(5).fill(states.unreached));
		assert.equal(await snippet.problems.count(), 1);
	});

	stage.test(`${lang}: a page without the toolchain has its server check`, { lang }, async (reader) => {
		const exercise = await open(reader);
		const { snippet } = exercise;
		await snippet.write(solution);
		assert.deepEqual(await checked(exercise), Array(5).fill(states.passed));
		assert.match(await snippet.root.locator('.built').textContent(), text('builtServer', { time: /.+/ }));
	});

	stage.test(`${lang}: the server checks where the reader has chosen it`, { lang, builds: true }, async (reader) => {
		const exercise = await open(reader);
		const { snippet, items } = exercise;
		await write(reader, snippet, ahead);
		await snippet.root.getByRole('radio', { name: reader.names.server }).check();
		assert.equal((await checked(exercise)).filter((state) => state === states.failed).length, 1);
		await items.nth(3).getByText(/at most \d+/).waitFor();
		assert.match(await snippet.root.locator('.built').textContent(), text('builtServer', { time: /.+/ }));
	});

	stage.test(`${lang}: with its server gone the page goes on checking`, { lang, keeps: true, ownTour: true }, async (reader, tour) => {
		const exercise = await open(reader);
		await whole(reader.page, '/');
		const { snippet, section, solved } = exercise;
		await write(reader, snippet, ahead);
		await tour.stop();
		await snippet.write(`${solution}\n// alone\n`);
		assert.deepEqual(await checked(exercise), Array(5).fill(states.passed));
		await section.getByRole('button', { name: text('solutionShow'), exact: true }).click();
		await solved.waitFor();
	});

	const serve = () => Tour.serve({ path: '/nowhere' });
	stage.once(`${lang}: where the server has no Go the page checks`, { lang, builds: true, serve }, async (reader) => {
		const exercise = await open(reader);
		assert.equal((await checked(exercise)).includes(states.failed), true);
	});

	stage.once(`${lang}: without scripts the task, the checks and the hints are read`, { lang, javaScriptEnabled: false }, async (reader) => {
		const { page } = reader;
		await reader.open('http/');
		const section = page.locator(`tour-snippet[snippet="${id}"]`);
		assert.equal(await section.getByRole('listitem').count() >= 5, true);
		await section.getByText(text('hint', { '%d': 3 })).click();
		assert.equal(await section.locator('details[open]').count(), 1);
		assert.equal(await section.getByRole('button').count(), 0);
	});

	const low = { width: 1280, height: 420 };
	stage.once(`${lang}: beside a long program all of the checks are reached in a low window`, { lang, viewport: low }, async (reader) => {
		const { page } = reader;
		const { snippet, section, items, hint } = await open(reader);
		for (const number of [1, 2, 3]) {
			await hint(number).click();
		}
		const show = section.getByRole('button', { name: text('solutionShow'), exact: true });
		await snippet.code.evaluate(scrollTo);
		const scrolled = await page.evaluate(() => window.scrollY);
		for (const one of [show, items.first()]) {
			await one.scrollIntoViewIfNeeded();
			assert.ok(await one.evaluate(isInSight));
			assert.equal(await page.evaluate(() => window.scrollY), scrolled, 'the program stays where it is');
		}
	});

	for (const width of [narrow, 720, 1600]) {
		stage.once(`${lang}: at ${width} px an exercise fits`, { lang, viewport: { width, height: 900 } }, async (reader) => {
			const exercise = await open(reader);
			await exercise.snippet.write(ahead);
			await checked(exercise);
			await fits(reader.page);
			await accessible(reader.page);
		});
	}
}

/** Runs in the page: notes what an exercise tells of its reader's progress. */
function noteProgress() {
	window.progressed = [];
	document.addEventListener('tour-exercise', ({ detail }) => window.progressed.push(detail));
}

/** Returns where an element ends, in pixels from the top of the window. */
async function bottomOf(element) {
	const { y, height } = await element.boundingBox();
	return y + height;
}

/** Runs in the page: scrolls the window so that it begins with an element. */
function scrollTo(element) {
	window.scrollBy({ top: element.getBoundingClientRect().top, behavior: 'instant' });
}

/** Runs in the page: whether the window shows an element, or the beginning of one that is higher than half of the window. */
function isInSight(element) {
	const { top, height } = element.getBoundingClientRect();
	return top >= 0 && top + Math.min(height, window.innerHeight / 2) <= window.innerHeight;
}

/** Presses Tab until what has the focus has that name. */
async function tabTo(page, name) {
	const focused = () => page.evaluate(() => document.activeElement.ariaLabel ?? document.activeElement.innerText);
	for (let presses = 0; (await focused()) !== name; presses++) {
		assert.ok(presses < 60, `Tab does not reach ${name}`);
		await page.keyboard.press('Tab');
	}
}
