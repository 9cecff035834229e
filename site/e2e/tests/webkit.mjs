import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { assertOutput } from '../lessons.mjs';
import { Tour } from '../tour.mjs';
import { WebKit } from '../webdriver.mjs';

const id = 'gather/three-tasks';
const snippet = `//tour-snippet[@snippet="${id}"]`;
const timeout = 120_000;

/** What a reader does most, in WebKit. */
export function webkit() {
	let tour;
	let browser;
	before(async () => {
		tour = await Tour.serve();
		browser = await WebKit.launch();
	});
	after(async () => {
		await browser?.close();
		await tour?.stop();
	});

	test('a published program runs in both places', { timeout }, async () => {
		await open();
		for (const [where, place] of [['Browser', 'browser'], ['Server', 'wasi']]) {
			await choose(where);
			const { state, output } = await result();
			assert.equal(state, 'done');
			assertOutput(id, place, output);
		}
	});

	test('an edited program runs in both places', { timeout }, async () => {
		await open('package main\n\nfunc main() { println("edited") }\n');
		for (const where of ['Browser', 'Server']) {
			await choose(where);
			assert.deepEqual(await result(), { state: 'done', output: 'edited\n' });
		}
	});

	test('a spinning program stops', { timeout }, async () => {
		await open('package main\n\nfunc main() {\n\tprintln("spinning")\n\tfor {\n\t}\n}\n');
		await choose('Browser');
		await browser.click(button('Run'));
		await browser.until(printed, id);
		await browser.click(button('Stop'));
		await browser.until(inState, id, ['stopped']);
	});

	/** Opens the lesson in English, with another program if there is one, and waits for the editor. */
	async function open(program) {
		const fragment = program ? `#code=${id}~${deflateRawSync(program).toString('base64url')}` : '';
		await browser.go('about:blank');
		await browser.go(`${tour.address}/en/gather/${fragment}`);
		await browser.until(shows, id, program ? 'println' : 'Println');
	}

	/** Runs the program by the virtual clock to its end. */
	async function result() {
		await browser.evaluate((id) => {
			const select = document.querySelector(`tour-snippet[snippet="${id}"] select`);
			select.value = 'virtual';
			select.dispatchEvent(new Event('change', { bubbles: true }));
		}, id);
		await browser.click(button('Run'));
		await browser.until(inState, id, ['queued', 'building', 'running', 'done']);
		await browser.until(inState, id, ['done', 'failed', 'stopped']);
		return browser.evaluate((id) => {
			const element = document.querySelector(`tour-snippet[snippet="${id}"]`);
			const lines = [...element.querySelectorAll('[role=log] [data-seq]')];
			return { state: element.dataset.state, output: lines.map((line) => `${line.textContent}\n`).join('') };
		}, id);
	}

	async function choose(where) {
		await browser.click(`${snippet}//label[normalize-space()="${where}"]`);
	}
}

function button(name) {
	return `${snippet}//button[normalize-space()="${name}"]`;
}

/** Runs in the page: whether the editor shows a text. */
function shows(id, text) {
	return document.querySelector(`tour-snippet[snippet="${id}"] [role=textbox]`)?.textContent.includes(text);
}

/** Runs in the page: whether a snippet is in one of the states. */
function inState(id, states) {
	return states.includes(document.querySelector(`tour-snippet[snippet="${id}"]`).dataset.state);
}

/** Runs in the page: whether a snippet has printed a line. */
function printed(id) {
	return document.querySelector(`tour-snippet[snippet="${id}"] [role=log] [data-seq]`) !== null;
}
