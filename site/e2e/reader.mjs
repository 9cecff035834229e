import { patience } from '../testing/patience.mjs';
import { HeldClock } from './heldclock.mjs';
import { namesIn } from './names.mjs';
import { Snippet } from './snippet.mjs';

/** The window, high enough for the editor to draw a whole program: it draws what shows. */
const viewport = { width: 1280, height: 1200 };

/** The options of a reader whose window has room for the list of lessons beside the text. */
export const roomy = { viewport: { ...viewport, width: 1600 } };

/** Somebody who reads the tour: a browser's context with one page, in which nothing may go wrong unseen. */
export class Reader {
	#context;
	#address;
	#lang;
	#faults = [];
	#expected = [];

	/**
	 * Opens an empty page. Options beside lang, "en" or "zh", keeps, whether the
	 * service worker may keep the tour for later, and builds, whether pages load the
	 * toolchain, are those of Playwright's contexts.
	 */
	static async arrive(browser, address, { lang = 'en', keeps = false, builds = keeps, ...options } = {}) {
		const reader = new Reader();
		reader.#address = address;
		reader.#lang = lang;
		reader.names = namesIn(lang);
		reader.#context = await browser.newContext({ viewport, ...options });
		reader.#context.setDefaultTimeout(patience); // of navigation too
		await reader.#context.addInitScript(tellViolations);
		await reader.#context.addInitScript(keeps ? connectWell : keepNothing);
		if (!builds) {
			await reader.#context.addInitScript(saveData);
		}
		reader.page = await reader.#context.newPage();
		reader.#watch(reader.page);
		return reader;
	}

	/** Opens the page at a path beneath the reader's language, "" or "gather/", and stirs: editors load for somebody who is there. */
	async open(path) {
		await this.goTo(`${this.#address}/${this.#lang}/${path}`);
	}

	/** Opens the page at an address, likewise. */
	async goTo(address) {
		await this.page.goto(address);
		await this.page.mouse.move(1, 1);
	}

	/** Opens another page of the same reader, which becomes the one that this reader looks at. */
	async newPage() {
		this.page = await this.#context.newPage();
		this.#watch(this.page);
	}

	/** Returns a snippet of the page. */
	snippet(id) {
		return new Snippet(this.page, id, this.names);
	}

	/** Returns all snippets of the page. */
	async snippets() {
		const ids = await this.page.locator('tour-snippet').evaluateAll((all) => all.map((one) => one.getAttribute('snippet')));
		return ids.map((id) => this.snippet(id));
	}

	/** Resolves when nothing of the page is still to come: every editor is there. */
	async settled() {
		for (const snippet of await this.snippets()) {
			await snippet.code.waitFor();
		}
		await this.page.waitForLoadState('networkidle');
	}

	/** Keeps back what pages ask for at addresses that match, and returns a function that lets it through. */
	async holdBack(pattern) {
		let letThrough;
		const free = new Promise((resolve) => {
			letThrough = resolve;
		});
		await this.#context.route(pattern, async (route) => {
			await free;
			await route.continue();
		});
		return letThrough;
	}

	/** Stops the page's clock, and returns what lets it go on. */
	holdClock() {
		return HeldClock.of(this.page);
	}

	/** Returns what was copied last, by pasting it. */
	async pasted() {
		const page = await this.#context.newPage();
		await page.setContent('<textarea></textarea>');
		const field = page.locator('textarea');
		await field.press('ControlOrMeta+v');
		const text = await field.inputValue();
		await page.close();
		return text;
	}

	/** Takes faults that match for part of the test. */
	expectFault(pattern) {
		this.#expected.push(pattern);
	}

	/** Closes the page, and returns what went wrong there: errors in the console, failed requests, violations of the policy. */
	async leave() {
		await this.#context.close();
		return this.#faults.filter((fault) => !this.#expected.some((pattern) => pattern.test(fault)));
	}

	#watch(page) {
		page.on('console', (message) => {
			// What could not be loaded is told by its response.
			if (['error', 'warning'].includes(message.type()) && !message.text().startsWith('Failed to load resource')) {
				const { url, lineNumber } = message.location();
				this.#faults.push(`console: ${message.text()} (${url}:${lineNumber})`);
			}
		});
		page.on('pageerror', (error) => this.#faults.push(`error: ${error.message}`));
		page.on('response', (response) => {
			if (response.status() >= 400) {
				this.#faults.push(`${response.status()} ${response.request().method()} ${response.url()}`);
			}
		});
	}
}

/** Runs in the page: a busy machine makes Chromium take the network for a slow one. */
function connectWell() {
	Object.defineProperty(Navigator.prototype, 'connection', { value: { effectiveType: '4g', saveData: false }, configurable: true });
}

/** Runs in the page: what is kept for later would be fetched in the midst of other tests and measurements. */
function keepNothing() {
	if ('ServiceWorkerContainer' in window) {
		window.ServiceWorkerContainer.prototype.register = () => Promise.reject(new DOMException('not in this test', 'SecurityError'));
	}
}

/** Runs in the page: who pays for every byte is not sent a toolchain. */
function saveData() {
	Object.defineProperty(navigator, 'connection', { value: { saveData: true } });
}

/** Runs in the page. Not every browser tells of a violation in its console. */
function tellViolations() {
	document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
		console.error(`the policy's ${violatedDirective} has blocked ${blockedURI}`);
	});
}
