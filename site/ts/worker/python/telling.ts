import type { Moment } from '../../contract/moment';

/** So many of a run's first moments are posted one by one. */
const prompt = 1000;

/** Then they are held back until so many milliseconds have passed since the last post. */
const coalesce = 4;

/** What a program's tasks do, on its way to the page: a flood of it is joined into fewer posts. */
export class Telling {
	#told = 0;
	#held: Moment[] = [];
	#posted = -Infinity;

	constructor(
		readonly post: (moments: Moment[]) => void,
		readonly now: () => number,
	) {}

	add(moment: Moment): void {
		this.#held.push(moment);
		if (++this.#told <= prompt || this.now() - this.#posted >= coalesce) {
			this.flush();
		}
	}

	flush(): void {
		if (this.#held.length > 0) {
			this.post(this.#held);
			this.#held = [];
			this.#posted = this.now();
		}
	}
}
