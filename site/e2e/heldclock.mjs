/** Long enough, in milliseconds, for whatever the page had planned before. */
const start = 24 * 60 * 60_000;

/** The clock of a page, by which its timers and frames go, in the hands of a test. Workers go by the real one. */
export class HeldClock {
	#clock;

	constructor(clock) {
		this.#clock = clock;
	}

	/** Stops the clock of a page. */
	static async of({ clock }) {
		await clock.install({ time: 0 });
		await clock.pauseAt(start);
		return new HeldClock(clock);
	}

	/** Lets it go on by itself. */
	release() {
		return this.#clock.resume();
	}
}
