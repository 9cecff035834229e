import type { Detail } from '../../contract/run';
import type { Moment } from '../../contract/moment';

/** The real time: now in milliseconds, and what calls once after so many of them; the result cancels that. */
export interface Time {
	now: () => number;
	after: (delay: number, call: () => void) => () => void;
}

/** What is to be told at a time of the program's clock. */
type Due = { at: number } & ({ moment: Moment } | { detail: Detail });

/**
 * Tells what a program has done when its time has come: the program itself does
 * not wait while it sleeps. By a pace of 4, its second takes four; by a pace of 0
 * nothing is held back.
 */
export class Pacer {
	readonly #begun: number;
	/** In the order of their times. */
	readonly #waiting: Due[] = [];
	#cancel: (() => void) | undefined;

	constructor(
		readonly pace: number,
		readonly time: Time,
		readonly tell: (detail: Detail) => void,
	) {
		this.#begun = time.now();
	}

	/** Milliseconds on the program's clock; by a pace of 0 the latest that was told of. */
	get at(): number {
		return this.pace === 0 ? this.#latest : (this.time.now() - this.#begun) / this.pace;
	}
	#latest = 0;

	add(...dues: Due[]): void {
		for (const due of dues) {
			let place = this.#waiting.length;
			while (place > 0 && this.#waiting[place - 1]!.at > due.at) {
				place--;
			}
			this.#waiting.splice(place, 0, due);
		}
		this.#advance();
	}

	/** Tells the rest when its time has come, and then this, which is the last. */
	end(at: number, detail: Detail): void {
		this.add({ at: Math.max(at, this.#waiting.at(-1)?.at ?? 0), detail });
	}

	/** Tells nothing more. */
	stop(): void {
		this.#cancel?.();
		this.#waiting.length = 0;
	}

	#advance(): void {
		this.#cancel?.();
		this.#cancel = undefined;
		const now = this.pace === 0 ? Infinity : this.at;
		let due = 0;
		while (due < this.#waiting.length && this.#waiting[due]!.at <= now) {
			due++;
		}
		this.#tellAll(this.#waiting.splice(0, due));
		const next = this.#waiting[0];
		if (next) {
			this.#cancel = this.time.after((next.at - this.at) * this.pace, () => this.#advance());
		}
	}

	#tellAll(dues: Due[]): void {
		let moments: Moment[] = [];
		const tellMoments = (): void => {
			if (moments.length > 0) {
				this.tell({ kind: 'trace', moments, raw: '', message: '' });
				moments = [];
			}
		};
		for (const due of dues) {
			this.#latest = Math.max(this.#latest, due.at);
			if ('moment' in due) {
				moments.push(due.moment);
			} else {
				tellMoments();
				this.tell(due.detail);
			}
		}
		tellMoments();
	}
}
