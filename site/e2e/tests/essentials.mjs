import assert from 'node:assert/strict';
import { deflateRawSync } from 'node:zlib';
import { escaped } from '../../testing/pattern.mjs';
import { assertOutput, printsDocumented } from '../lessons.mjs';
import { namesIn } from '../names.mjs';
import { textsIn, within } from '../texts.mjs';

const id = 'gather/three-tasks';

const names = namesIn('en');
const { page, run, timeline } = textsIn('en');

const snippet = `//tour-snippet[@snippet="${id}"]`;
const code = `${snippet}//*[@role="textbox"]`;
const button = (name) => `${snippet}//button[normalize-space()="${name}"]`;
const choice = (name) => `${snippet}//label[normalize-space()="${name}"]/input`;

/** What a screen reader is told of a snippet's parts. */
const parts = [
	[code, ['textbox', names.code]],
	[button(names.run), ['button', names.run]],
	[button(names.stop), ['button', names.stop]],
	[choice(names.browser), ['radio', names.browser]],
	[choice(names.server), ['radio', names.server]],
	[`${snippet}//*[@role="log"]`, ['log', names.output]],
];

/** What a timeline says of the program. What WebKit takes to compile counts as the program's computing. */
const figure = new RegExp(`([\\d.]+) ${timeline('seconds')}`);
const summary = within(timeline('sumWaited', { who: timeline('tasks', { n: 3 }), waited: figure, took: figure, n: 3 }));

/** WebKitGTK alone: what drives it has no Reader. */
export const engines = ['webkit'];

/** What readers do most. */
export default function essentials(stage) {
	stage.test('a lesson is read, its parts have their roles and names', async (session, address) => {
		await open(session, address);
		assert.match(await session.evaluate(() => document.querySelector('h1').innerText), /^Gather/);
		for (const [path, spoken] of parts) {
			assert.deepEqual(await session.spoken(path), spoken);
		}
	});

	stage.test('a published program runs in both places', async (session, address) => {
		await open(session, address);
		for (const [where, place] of Object.entries({ [names.browser]: 'browser', [names.server]: 'wasi' })) {
			const { state } = await printsDocumented(id, place, () => result(session, where));
			assert.equal(state, 'done');
		}
	});

	stage.test('the original runs, and stops', async (session, address) => {
		await open(session, address);
		await session.click(`${snippet}//label[.//input[@value="python"]]`); // the window has room for one program
		const python = button(names.runPython);
		assert.deepEqual(await session.spoken(python), ['button', names.runPython]);
		await session.click(python);
		await session.until(saysOfPython, id, page('finished', { time: /.+/ }).source);
		assertOutput(id, 'python', await session.evaluate(pythonOutput, id));
		await session.evaluate(stopTimers); // what it prints waits for its time, of which none passes
		await session.click(python);
		await session.until(saysOfPython, id, escaped(page('running')));
		await session.click(`${snippet}//button[@aria-label="${names.stopPython}"]`);
		await session.until(saysOfPython, id, escaped(run('stopped')));
	});

	stage.test('an edited program runs in both places', async (session, address) => {
		await open(session, address, 'package main\n\nfunc main() { println("edited") }\n');
		for (const where of [names.browser, names.server]) {
			assert.deepEqual(await result(session, where), { state: 'done', output: 'edited\n' });
		}
	});

	stage.test('a spinning program stops, in both places', async (session, address) => {
		await open(session, address, 'package main\n\nfunc main() {\n\tprintln("spinning")\n\tfor {\n\t}\n}\n');
		for (const where of [names.browser, names.server]) {
			await session.click(choice(where));
			await session.click(button(names.run));
			await session.until(printed, id, 'spinning');
			await session.click(button(names.stop));
			await session.until(inState, id, ['stopped']);
		}
	});

	stage.test('a timeline is drawn of what runs in the page, and told in words', async (session, address) => {
		await open(session, address);
		await session.click(choice(page('timeline')));
		await result(session, names.browser);
		await session.until(summed, id, summary.source);
		const [, waited, took] = summary.exec(await session.evaluate(timelineText, id));
		assert.ok(waited >= 6 && took >= 3, `${waited} s of waiting in ${took} s`);
		const drawn = await session.evaluate((id) => {
			const picture = document.querySelector(`tour-snippet[snippet="${id}"] .timeline svg`);
			return { paths: picture.querySelectorAll('path[d]').length > 0, wide: picture.getBoundingClientRect().width > 0 };
		}, id);
		assert.deepEqual(drawn, { paths: true, wide: true });
	});
}

/** Opens the lesson, with another program if there is one, and waits for the editor. */
async function open(session, address, program) {
	const fragment = program ? `#code=${id}~${deflateRawSync(program).toString('base64url')}` : '';
	await session.go('about:blank');
	await session.go(`${address}/en/gather/${fragment}`);
	await session.click(button(names.copy)); // somebody is there
	await session.until(shows, id, program ? 'println' : 'Println');
}

/** Runs the program to its end. */
async function result(session, where) {
	await session.click(choice(where));
	await session.evaluate(forgetState, id);
	await session.click(button(names.run));
	await session.until(inState, id, ['done', 'failed', 'stopped']);
	return session.evaluate((id) => {
		const element = document.querySelector(`tour-snippet[snippet="${id}"]`);
		const lines = [...element.querySelectorAll('[role="log"] [data-seq]')];
		return { state: element.dataset.state, output: lines.map((line) => `${line.textContent}\n`).join('') };
	}, id);
}

/** Runs in the page: whether the editor shows a text, and not only has it. */
function shows(id, text) {
	return document.querySelector(`tour-snippet[snippet="${id}"] [role="textbox"]`).innerText.includes(text);
}

/** Runs in the page: removes the state that the last run of a snippet has left. */
function forgetState(id) {
	delete document.querySelector(`tour-snippet[snippet="${id}"]`).dataset.state;
}

/** Runs in the page: whether a snippet is in one of the states. */
function inState(id, states) {
	return states.includes(document.querySelector(`tour-snippet[snippet="${id}"]`).dataset.state);
}

/** Runs in the page: whether the outcome of a snippet's original says something like that. */
function saysOfPython(id, pattern) {
	return new RegExp(pattern).test(document.querySelector(`tour-snippet[snippet="${id}"] .result-python .outcome`).textContent);
}

/** Runs in the page: whether a snippet's timeline says something like that. */
function summed(id, pattern) {
	return new RegExp(pattern).test(document.querySelector(`tour-snippet[snippet="${id}"] .timeline`).textContent);
}

/** Runs in the page: what a snippet's timeline says. */
function timelineText(id) {
	return document.querySelector(`tour-snippet[snippet="${id}"] .timeline`).textContent;
}

/** Runs in the page. */
function stopTimers() {
	window.setTimeout = () => 0;
}

/** Runs in the page. */
function pythonOutput(id) {
	const lines = document.querySelectorAll(`tour-snippet[snippet="${id}"] .result-python [data-seq]`);
	return [...lines].map((line) => `${line.textContent}\n`).join('');
}

/** Runs in the page: whether a snippet has printed a text. */
function printed(id, text) {
	return document.querySelector(`tour-snippet[snippet="${id}"] [role="log"]`).textContent.includes(text);
}
