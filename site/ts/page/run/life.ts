import type { Limits } from '../../contract/limits';
import type { End, Ended } from '../../contract/protocol';
import type { Detail, Event, Start } from '../../contract/run';
import { endSentence } from './sentence';

/** The real time: now in milliseconds, and what calls once after so many of them; the result cancels that. */
export interface Time {
	now: () => number;
	after: (delay: number, call: () => void) => () => void;
}

/** The page's own time. */
export const pageTime: Time = {
	now: () => performance.now(),
	after: (delay, call) => {
		const timer = setTimeout(call, delay);
		return () => clearTimeout(timer);
	},
};

/** Where a run is in its life. */
export type Stage = 'waiting' | 'supplied' | 'begun' | 'over';

/**
 * The life of a run in a worker of this page, be it of a Go program or of a
 * Python one.
 *
 *	          supply              begin
 *	waiting ─────────▶ supplied ─────────▶ begun
 *	   ▲                │    │               │
 *	   └──retry, once───┘    │ end           │ end
 *	   │ end                 ▼               ▼
 *	   └──────────────────▶ over ◀───────────┘
 *
 * waiting: no worker has been given it. supplied: one has, and gets its program.
 * begun: the program runs, for as long as a run may. over: how it has ended is
 * known, and whatever else comes of it is ignored. Its events are numbered, and
 * its end is the last of them.
 */
export class RunLife {
	#stage: Stage = 'waiting';
	#retried = false;
	#seq = 0;
	/** Whether the event of its end has been emitted. */
	#ended = false;
	#cancelLimit: (() => void) | undefined;

	/**
	 * `over` is called when the run is over, with whether its program had begun, and how it ended; its end
	 * is emitted when what it returns has resolved.
	 */
	constructor(
		readonly name: string,
		readonly request: Start,
		readonly limits: Limits,
		readonly emit: (event: Event) => void,
		readonly time: Time,
		readonly over: (begun: boolean, end: End) => Promise<void> | undefined,
	) {}

	get stage(): Stage {
		return this.#stage;
	}

	/** A worker has been given the run. */
	supply(): void {
		this.#stage = 'supplied';
	}

	/**
	 * Takes the run back from a worker that has failed, and reports whether it may be given to another: not
	 * once it has begun, and not twice.
	 */
	retry(): boolean {
		if (this.#stage !== 'supplied' || this.#retried) {
			return false;
		}
		this.#retried = true;
		this.#stage = 'waiting';
		return true;
	}

	/** The program has begun. `now` returns its time, in milliseconds on its own clock. */
	begin(now: () => number): void {
		this.#stage = 'begun';
		this.#cancelLimit = this.time.after(this.limits.wall, () => {
			this.end({ kind: 'end', at: now(), reason: 'timeout', code: 0, key: 'timeout.wall' });
		});
		this.send({ kind: 'running' });
	}

	/** Emits an event, unless the run's end has been. */
	send(detail: Detail): void {
		if (!this.#ended) {
			this.#ended = detail.kind === 'end';
			this.emit({ run: this.name, seq: ++this.#seq, ...detail });
		}
	}

	/** Ends the run, unless it is over. */
	end({ at, reason, code, key, message: text = '', top }: Ended): void {
		if (this.#stage === 'over') {
			return;
		}
		const begun = this.#stage === 'begun';
		this.#stage = 'over';
		this.#cancelLimit?.();
		const rest = this.over(begun, { at, reason, code, deadlock: key === 'deadlock' });
		const sentence = key === undefined ? text : endSentence(key, code, this.request, this.limits, top);
		const send = (): void => this.send({ kind: 'end', at, reason, code, message: sentence });
		if (rest) {
			void rest.then(send);
		} else {
			send();
		}
	}
}
