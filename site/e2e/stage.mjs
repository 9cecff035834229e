import assert from 'node:assert/strict';
import { test } from 'node:test';
import { engines } from './engines.mjs';
import { Reader } from './reader.mjs';
import { Tour } from './tour.mjs';

/** The longest that a test may take, in milliseconds. */
const timeout = 120_000;

/** The language that an engine reads, where the text matters. */
const languages = { chromium: 'en', firefox: 'zh' };

/** Where tests play: an engine and a tour, which they share. */
export class Stage {
	#browser;
	#tour;

	/** The engine's name is known from the start; the rest is there once tests run. */
	constructor(engine) {
		this.engine = engine;
		this.lang = languages[engine];
	}

	async open() {
		this.#tour = await Tour.serve();
		this.#browser = await engines[this.engine]();
	}

	async close() {
		await this.#browser?.close();
		await this.#tour?.stop();
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
		test(name, { timeout }, async (t) => {
			const tour = ownTour ? await serve() : this.#tour;
			const reader = await Reader.arrive(this.#browser, tour.address, options);
			let faults;
			try {
				await body(reader, tour);
			} finally {
				faults = await reader.leave();
				for (const fault of faults) {
					t.diagnostic(fault);
				}
				if (ownTour) {
					await tour.stop();
				}
			}
			assert.deepEqual(faults, [], 'the page had faults');
		});
	}
}
