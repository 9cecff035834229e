import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { longest as timeout } from '../../testing/patience.mjs';
import { assertOutput, printsDocumented } from '../lessons.mjs';
import { Tour } from '../tour.mjs';
import { WebKitGTK } from '../webkitgtk.mjs';

const id = 'gather/three-tasks';
const snippet = `//tour-snippet[@snippet="${id}"]`;
const code = `${snippet}//*[@role="textbox"]`;
const button = (name) => `${snippet}//button[normalize-space()="${name}"]`;
const radio = (name) => `${snippet}//label[normalize-space()="${name}"]/input`;

/** What a screen reader is told of a snippet's parts. */
const parts = [
	[code, ['textbox', 'Code']],
	[button('Run'), ['button', 'Run']],
	[button('Stop'), ['button', 'Stop']],
	[radio('Browser'), ['radio', 'Browser']],
	[radio('Server'), ['radio', 'Server']],
	[`${snippet}//*[@role="log"]`, ['log', 'Output']],
];

/** What a timeline says of the program. What WebKit takes to compile counts as the program's computing. */
const summary = /3 tasks, ([\d.]+) s of waiting in ([\d.]+) s: at most 3 at once\./;

/** What readers do most, in WebKit. Test declares a test, given its title and its body. */
export function webkit(test) {
	let tour;
	let browser;
	let session;
	before(async () => {
		tour = await Tour.serve();
		browser = await WebKitGTK.launch();
		({ session } = browser);
	}, { timeout });
	after(async () => {
		try {
			await browser?.close();
		} finally {
			await tour?.stop();
		}
	}, { timeout });

	test('a lesson is read, its parts have their roles and names', async () => {
		await open();
		assert.match(await session.evaluate(() => document.querySelector('h1').innerText), /^Gather/);
		for (const [path, spoken] of parts) {
			assert.deepEqual(await session.spoken(path), spoken);
		}
	});

	test('a published program runs in both places', async () => {
		await open();
		for (const [where, place] of Object.entries({ Browser: 'browser', Server: 'wasi' })) {
			const { state } = await printsDocumented(id, place, () => result(where));
			assert.equal(state, 'done');
		}
	});

	test('the original runs, and stops', async () => {
		await open();
		const python = `${snippet}//button[normalize-space()="Run Python"]`;
		assert.deepEqual(await session.spoken(python), ['button', 'Run Python']);
		await session.click(python);
		await session.until(saysOfPython, id, 'Finished');
		assertOutput(id, 'python', await session.evaluate(pythonOutput, id));
		await session.evaluate(stopTimers); // what it prints waits for its time, of which none passes
		await session.click(python);
		await session.until(saysOfPython, id, 'Running');
		await session.click(`${snippet}//button[@aria-label="Stop Python"]`);
		await session.until(saysOfPython, id, 'Stopped');
	});

	test('an edited program runs in both places', async () => {
		await open('package main\n\nfunc main() { println("edited") }\n');
		for (const where of ['Browser', 'Server']) {
			assert.deepEqual(await result(where), { state: 'done', output: 'edited\n' });
		}
	});

	test('a spinning program stops, in both places', async () => {
		await open('package main\n\nfunc main() {\n\tprintln("spinning")\n\tfor {\n\t}\n}\n');
		for (const where of ['Browser', 'Server']) {
			await session.click(radio(where));
			await session.click(button('Run'));
			await session.until(printed, id, 'spinning');
			await session.click(button('Stop'));
			await session.until(inState, id, ['stopped']);
		}
	});

	test('a timeline is drawn of what runs in the page, and told in words', async () => {
		await open();
		await session.click(`${snippet}//label[normalize-space()="Timeline"]/input`);
		await result('Browser');
		await session.until(summed, id, summary.source);
		const [, waited, took] = summary.exec(await session.evaluate(timelineText, id));
		assert.ok(waited >= 6 && took >= 3, `${waited} s of waiting in ${took} s`);
		const drawn = await session.evaluate((id) => {
			const picture = document.querySelector(`tour-snippet[snippet="${id}"] .timeline svg`);
			return { paths: picture.querySelectorAll('path[d]').length > 0, wide: picture.getBoundingClientRect().width > 0 };
		}, id);
		assert.deepEqual(drawn, { paths: true, wide: true });
	});

	/** Opens the lesson, with another program if there is one, and waits for the editor. */
	async function open(program) {
		const fragment = program ? `#code=${id}~${deflateRawSync(program).toString('base64url')}` : '';
		await session.go('about:blank');
		await session.go(`${tour.address}/en/gather/${fragment}`);
		await session.click(button('Copy')); // somebody is there
		await session.until(shows, id, program ? 'println' : 'Println');
	}

	/** Runs the program to its end. */
	async function result(where) {
		await session.click(radio(where));
		await session.evaluate(forgetState, id);
		await session.click(button('Run'));
		await session.until(inState, id, ['done', 'failed', 'stopped']);
		return session.evaluate((id) => {
			const element = document.querySelector(`tour-snippet[snippet="${id}"]`);
			const lines = [...element.querySelectorAll('[role="log"] [data-seq]')];
			return { state: element.dataset.state, output: lines.map((line) => `${line.textContent}\n`).join('') };
		}, id);
	}
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

/** Runs in the page: whether the outcome of a snippet's original says that. */
function saysOfPython(id, text) {
	return document.querySelector(`tour-snippet[snippet="${id}"] .result-python .outcome`).textContent.includes(text);
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
