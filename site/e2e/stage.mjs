import assert from 'node:assert/strict';
import { engines } from './engines.mjs';
import { Reader } from './reader.mjs';
import { oneEngine } from './share.mjs';
import { Tour } from '../testing/tour.mjs';

/** The language that an engine reads, where the text matters. */
const languages = { chromium: 'en', firefox: 'zh' };

/** Where tests play: an engine and a tour, which they share. */
export class Stage {
	#browser;
	#tour;
	#declare;

	/**
	 * The engine's name is known from the start; the rest is there once tests run.
	 * Declare declares a test, given its title and its body.
	 */
	constructor(engine, declare) {
		this.engine = engine;
		this.#declare = declare;
		this.lang = languages[engine];
	}

	async open() {
		this.#tour = await Tour.serve();
		this.#browser = await engines[this.engine].launch();
	}

	async close() {
		try {
			await this.#browser?.close();
		} finally {
			await this.#tour?.stop();
		}
	}

	/** Returns a further reader, whose faults are the test's own affair. */
	arrive(options) {
		return Reader.arrive(this.#browser, this.#tour.address, options);
	}

	/**
	 * Declares a test with a reader of its own, whom the options describe, and with
	 * ownTour a tour of its own too, which serve may serve in another way. The page
	 * must be without faults until the reader leaves.
	 */
	test(name, { serve = Tour.serve, ownTour = serve !== Tour.serve, ...options }, body) {
		this.#declare(name, async (t) => {
			const tour = ownTour ? await serve() : this.#tour;
			try {
				await this.#visit(t, tour, options, body);
			} finally {
				if (ownTour) {
					await tour.stop();
				}
			}
		});
	}

	/** Declares a test as `test` does, of which one engine is enough, unless the whole is played. */
	once(name, options, body) {
		if (oneEngine.includes(this.engine)) {
			this.test(name, options, body);
		}
	}

	async #visit(t, tour, options, body) {
		const reader = await Reader.arrive(this.#browser, tour.address, options);
		let faults;
		try {
			await body(reader, tour);
		} finally {
			faults = await reader.leave();
			for (const fault of faults) {
				t.diagnostic(fault);
			}
		}
		assert.deepEqual(faults, [], 'the page had faults');
	}
}

/** Where the tests of WebKit play: its driver takes what Session has, so that they have no Reader. */
export class WebKitStage {
	engine = 'webkit';
	#browser;
	#tour;
	#declare;

	constructor(declare) {
		this.#declare = declare;
	}

	async open() {
		this.#tour = await Tour.serve();
		this.#browser = await engines.webkit.launch();
	}

	async close() {
		try {
			await this.#browser?.close();
		} finally {
			await this.#tour?.stop();
		}
	}

	/** Declares a test, which is given the browser's session and the tour's address. */
	test(name, body) {
		this.#declare(name, () => body(this.#browser.session, this.#tour.address));
	}
}
