import type { Moment } from '../../contract/moment';
import type { Ended } from '../../contract/protocol';
import type { Detail } from '../../contract/run';
import type { Time } from './life';

/** An event that is due at a time of the program's clock. */
type Due = { at: number } & ({ moment: Moment } | { what: Paced });

/** The output of a pacer: an event, or the end of the run. */
export type Paced = Exclude<Detail, { kind: 'end' }> | Ended;

/**
 * Passes on the events of a program when they are due: the program itself does not wait while it sleeps. With a pace
 * of 4 its second takes four; with a pace of 0 nothing is delayed.
 */
export class Pacer {
	readonly #begun: number;
	/** In order of time. */
	readonly #waiting: Due[] = [];
	#cancel: (() => void) | undefined;

	constructor(
		readonly pace: number,
		readonly time: Time,
		readonly emit: (what: Paced) => void,
	) {
		this.#begun = time.now();
	}

	/** Milliseconds on the program's clock; with a pace of 0 those of the last event. */
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

	/** Passes on the remaining events when they are due, and then the end of the run. */
	end(ended: Ended): void {
		this.add({ at: Math.max(ended.at, this.#waiting.at(-1)?.at ?? 0), what: ended });
	}

	/** Drops the remaining events. */
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
		this.#emitAll(this.#waiting.splice(0, due));
		const next = this.#waiting[0];
		if (next) {
			// Timers cut a delay to whole milliseconds: one cut to 0 comes before its time, again and again.
			this.#cancel = this.time.after(Math.ceil((next.at - this.at) * this.pace), () => this.#advance());
		}
	}

	#emitAll(dues: Due[]): void {
		let moments: Moment[] = [];
		const emitMoments = (): void => {
			if (moments.length > 0) {
				this.emit({ kind: 'trace', moments, raw: '', message: '' });
				moments = [];
			}
		};
		for (const due of dues) {
			this.#latest = Math.max(this.#latest, due.at);
			if ('moment' in due) {
				moments.push(due.moment);
			} else {
				emitMoments();
				this.emit(due.what);
			}
		}
		emitMoments();
	}
}
