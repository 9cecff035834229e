import type { Limits } from '../../contract/limits';
import type { End, Ended } from '../../contract/protocol';
import type { Detail, Event, MessageKey, Start } from '../../contract/run';
import { endSentence } from './sentence';

/** The real time: now in milliseconds, and a timer, whose result cancels it. */
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

/** The sentences about something that a run takes and that was not there. */
const missing: ReadonlySet<MessageKey | undefined> = new Set<MessageKey>([
	'changed',
	'compiler',
	'program',
	'python',
	'runner',
	'unreachable',
]);

/** The stage of a run. */
export type Stage = 'waiting' | 'supplied' | 'begun' | 'over';

/**
 * The life of a run in a worker of this page, of a Go or a Python program.
 *
 *	          supply              begin
 *	waiting ─────────▶ supplied ─────────▶ begun
 *	   ▲                │    │               │
 *	   └──retry, once───┘    │ end           │ end
 *	   │ end                 ▼               ▼
 *	   └──────────────────▶ over ◀───────────┘
 *
 * waiting: it has no worker. supplied: a worker has it, and waits for its program. begun: the program runs, within
 * the limit of time. over: its end is decided, and later messages are ignored. Its events are numbered, and its end
 * is the last of them.
 */
export class RunLife {
	#stage: Stage = 'waiting';
	#retried = false;
	#missed = false;
	#seq = 0;
	/** Whether the event of its end has been emitted. */
	#ended = false;
	#cancelLimit: (() => void) | undefined;

	/**
	 * `over` is called when the run is over, with whether its program had begun, and its end; the end is emitted once
	 * the result has resolved.
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

	/** A worker has got the run. */
	supply(): void {
		this.#stage = 'supplied';
	}

	/** The worker has failed. Reports whether another may get the run: not once it has begun, and not twice. */
	retry(): boolean {
		if (this.#stage !== 'supplied' || this.#retried) {
			return false;
		}
		this.#retried = true;
		this.#stage = 'waiting';
		return true;
	}

	/** The program goes on without a file that was not there. */
	miss(): void {
		this.#missed = true;
	}

	/** The program has begun. `now` returns its time, in milliseconds on its own clock. */
	begin(now: () => number): void {
		this.#stage = 'begun';
		this.#cancelLimit = this.time.after(this.limits.wall, () => {
			this.end({ kind: 'end', at: now(), reason: 'timeout', code: 0, key: 'timeout.wall' });
		});
		this.send({ kind: 'running' });
	}

	/** Emits an event, unless the end has been emitted. */
	send(detail: Detail): void {
		if (!this.#ended) {
			this.#ended = detail.kind === 'end';
			this.emit({ run: this.name, seq: ++this.#seq, ...detail });
		}
	}

	/** Ends the run, unless it is over. */
	end({ at, reason, code, key, message: text = '', values }: Ended): void {
		if (this.#stage === 'over') {
			return;
		}
		const begun = this.#stage === 'begun';
		this.#stage = 'over';
		this.#cancelLimit?.();
		const rest = this.over(begun, { at, reason, code, deadlock: key === 'deadlock' });
		const sentence = key === undefined ? text : endSentence(key, code, this.request, this.limits, values);
		const missed = missing.has(key) || (this.#missed && reason === 'exit' && code !== 0);
		const send = (): void =>
			this.send({ kind: 'end', at, reason, code, message: sentence, ...(missed && { missed }) });
		if (rest) {
			void rest.then(send);
		} else {
			send();
		}
	}
}
