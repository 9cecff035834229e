import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertOutput } from '../lessons.mjs';
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

/** Ctrl+A, and then no key at all, in WebDriver's letters. */
const all = '\uE009a\uE000';

/** The longest that a test may take, in milliseconds. */
const timeout = 120_000;

/** What readers do most, in WebKit. */
export function webkit() {
	let tour;
	let browser;
	let session;
	before(async () => {
		tour = await Tour.serve();
		browser = await WebKitGTK.launch();
		({ session } = browser);
	});
	after(async () => {
		await browser?.close();
		await tour?.stop();
	});

	test('a lesson is read, its parts have their roles and names', { timeout }, async () => {
		await open();
		assert.match(await session.evaluate(() => document.querySelector('h1').innerText), /^Gather/);
		for (const [path, spoken] of parts) {
			assert.deepEqual(await session.spoken(path), spoken);
		}
	});

	test('a published program runs in both places', { timeout }, async () => {
		await open();
		for (const [where, place] of Object.entries({ Browser: 'browser', Server: 'wasi' })) {
			const { state, output } = await result(where);
			assert.equal(state, 'done');
			assertOutput(id, place, output);
		}
	});

	test('what is typed runs in both places, and survives a reload', { timeout }, async () => {
		await open();
		await write('package main; func main() { println("typed") }');
		for (const where of ['Browser', 'Server']) {
			assert.deepEqual(await result(where), { state: 'done', output: 'typed\n' });
		}
		await open();
		await session.until(shows, id, 'println("typed")');
	});

	test('a spinning program stops, in both places', { timeout }, async () => {
		await open();
		await write('package main; func main() { println("spinning"); for {} }');
		for (const where of ['Browser', 'Server']) {
			await session.click(radio(where));
			await session.click(button('Run'));
			await session.until(printed, id, 'spinning');
			await session.click(button('Stop'));
			await session.until(inState, id, ['stopped']);
		}
	});

	/** Opens the lesson and waits for the editor, in which an earlier test's text may stand. */
	async function open() {
		await session.go(`${tour.address}/en/gather/`);
		await session.click(button('Copy')); // somebody is there
		await session.until(shows, id, 'package main');
	}

	async function write(program) {
		await session.click(code);
		await session.type(code, all + program);
	}

	/** Runs the program to its end. */
	async function result(where) {
		await session.click(radio(where));
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

/** Runs in the page: whether a snippet is in one of the states. */
function inState(id, states) {
	return states.includes(document.querySelector(`tour-snippet[snippet="${id}"]`).dataset.state);
}

/** Runs in the page: whether a snippet has printed a text. */
function printed(id, text) {
	return document.querySelector(`tour-snippet[snippet="${id}"] [role="log"]`).textContent.includes(text);
}
