import { slowness } from '../../contract/run';

/**
 * What a program takes for time. Go's runtime asks its host for three things:
 * the time, an event after so many milliseconds, and to forget about one.
 *
 * A program starts when its main package begins. Until then its clock stands: what the
 * engine takes to load the module, and the library to be initialized, is not its time.
 */

/**
 * The least time between two readings of a clock, in nanoseconds: an execution
 * trace divides time by as much, and so no two of its events, and no two of a
 * program's writes, share an instant.
 */
const tick = 64;

const millisecond = 1e6;

/** The longest delay of a browser's timer, in milliseconds: it takes a longer one for none. */
const longest = 2 ** 31 - 1;

/** A program's time is 64 bits of nanoseconds: what would wake it so late, in nanoseconds, never does. */
const never = 2 ** 63 - 2 ** 50;

/** The real time that a clock is made from. */
export interface RealTime {
	/** Milliseconds since some origin, never less than before. */
	now: () => number;
	/** Milliseconds since 1970. */
	date: () => number;
	/**
	 * Calls fire once, in a task of its own, after a delay in milliseconds, at most longest; the result cancels
	 * that.
	 */
	after: (delay: number, fire: () => void) => () => void;
}

/** A clock calls this when an event is due; Go then cancels the event, or has not noticed it. */
export type Fire = (id: number) => void;

export abstract class Clock {
	#last = 0;
	#next = 1;
	/** The time since 1970 at which it began, in milliseconds. */
	#date: number;

	constructor(
		protected readonly real: RealTime,
		protected readonly fire: Fire,
	) {
		this.#date = real.date();
	}

	/** The program's main package begins, and with it the program's time. */
	begin(): void {
		this.#date = this.real.date();
		this.start();
	}

	/** Time passes from now on. */
	protected abstract start(): void;

	/** Nanoseconds since the program started. */
	protected abstract elapsed(): number;

	/** Sets an event for the time `deadline`, in nanoseconds since the program started. */
	protected abstract set(id: number, deadline: number, delay: number): void;

	/** Whether the event is still to come, or has come and is not yet cancelled. */
	abstract has(id: number): boolean;

	/** How many events there are. */
	abstract get size(): number;

	abstract cancel(id: number): void;

	/** Cancels all events. */
	abstract clear(): void;

	/** The program begins to compute. */
	abstract enter(): void;

	/** The program waits for an event, or for its host. */
	abstract leave(): void;

	/** Goes on to the next event, where nothing but time can wake the program. */
	abstract skip(): void;

	/** Milliseconds since the program started, to the microsecond. */
	at(): number {
		return Math.round(Math.max(this.elapsed(), this.#last) / 1000) / 1000;
	}

	/** Reads the clock for the program: nanoseconds since it started. */
	nanotime(): number {
		this.#last = Math.max(Math.round(this.elapsed()), this.#last + tick);
		return this.#last;
	}

	/** Reads the clock for the program: the time since 1970, which began at the real present. */
	walltime(): { seconds: number; nanoseconds: number } {
		const start = Math.floor(this.#date / 1000);
		const rest = Math.round((this.#date - start * 1000) * millisecond) + this.nanotime();
		return { seconds: start + Math.floor(rest / 1e9), nanoseconds: rest % 1e9 };
	}

	/** Sets an event for `delay` milliseconds from now and returns its id. */
	schedule(delay: number): number {
		const id = this.#next++;
		this.set(id, Math.max(this.elapsed(), this.#last) + delay * millisecond, delay);
		return id;
	}
}

/** The clock by which a sleep takes as long as it says, or in slow motion several times as long. */
export class RealClock extends Clock {
	/** The real time, in milliseconds, at which the program started; undefined until then. */
	#started: number | undefined;
	readonly #pace: number;
	readonly #events = new Map<number, () => void>();

	constructor(real: RealTime, fire: Fire, slow = false) {
		super(real, fire);
		this.#pace = slow ? slowness : 1;
	}

	protected start(): void {
		this.#started = this.real.now();
	}

	protected elapsed(): number {
		return this.#started === undefined ? 0 : ((this.real.now() - this.#started) / this.#pace) * millisecond;
	}

	protected set(id: number, _deadline: number, delay: number): void {
		this.#after(id, delay * this.#pace);
	}

	#after(id: number, delay: number): void {
		const now = Math.min(delay, longest);
		this.#events.set(
			id,
			this.real.after(now, () => {
				if (!this.has(id)) {
					return;
				}
				if (delay > now) {
					this.#after(id, delay - now);
				} else {
					this.fire(id);
				}
			}),
		);
	}

	has(id: number): boolean {
		return this.#events.has(id);
	}

	get size(): number {
		return this.#events.size;
	}

	cancel(id: number): void {
		this.#events.get(id)?.();
		this.#events.delete(id);
	}

	clear(): void {
		for (const id of this.#events.keys()) {
			this.cancel(id);
		}
	}

	enter(): void {}

	leave(): void {}

	skip(): void {}
}

/** The clock by which a sleep takes no time: time is what was computed plus what was slept. */
export class VirtualClock extends Clock {
	/** Nanoseconds since the start, when the program last stopped computing. */
	#stood = 0;
	/** The real time, in milliseconds, from which what it computes counts; undefined while nothing does. */
	#since: number | undefined;
	#computes = false;
	#begun = false;
	/** By id, in the order in which they were set. */
	readonly #deadlines = new Map<number, number>();

	protected start(): void {
		this.#begun = true;
		if (this.#computes) {
			this.enter();
		}
	}

	protected elapsed(): number {
		return this.#since === undefined ? this.#stood : this.#stood + (this.real.now() - this.#since) * millisecond;
	}

	protected set(id: number, deadline: number): void {
		this.#deadlines.set(id, deadline);
	}

	has(id: number): boolean {
		return this.#deadlines.has(id);
	}

	get size(): number {
		return this.#deadlines.size;
	}

	cancel(id: number): void {
		this.#deadlines.delete(id);
	}

	clear(): void {
		this.#deadlines.clear();
	}

	enter(): void {
		this.#computes = true;
		if (this.#begun) {
			this.#since = this.real.now();
		}
	}

	leave(): void {
		this.#computes = false;
		this.#stood = this.elapsed();
		this.#since = undefined;
	}

	skip(): void {
		let first: number | undefined;
		let least = Infinity;
		for (const [id, deadline] of this.#deadlines) {
			if (deadline < least) {
				first = id;
				least = deadline;
			}
		}
		if (first !== undefined && least < never) {
			this.#stood = Math.max(this.#stood, least);
			this.fire(first);
		}
	}
}
