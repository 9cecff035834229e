import type { Carrier, Detail, Event, Run, Start } from '../../contract/run';

/** The end of a run. */
export type End = Extract<Detail, { kind: 'end' }>;

/** An observer of runs. Its exceptions affect neither the run nor other observers, and it is called again. */
export interface RunObserver {
	/** A run begins: the results of the last one are to be removed. */
	begun?(request: Start): void;
	/** The run has emitted an event. */
	event?(event: Event): void;
	/** The run has ended: by its last event, or before it has emitted any. */
	ended?(end: End): void;
}

/** A requested run; null until its carrier is loaded, and what it is to be given then. */
interface Current {
	readonly request: Start;
	run: Run | null;
	input: [text: string, last: boolean][];
	/** Resolves when all events so far have been passed on; undefined as long as each is at once. */
	passed?: Promise<void>;
}

/** Returns the sentence for the reader in place of one about something that was not there. */
export type Explain = (sentence: string) => Promise<string>;

/** The runs of one program, one at a time, and their observers. */
export class RunSession {
	readonly #observers: RunObserver[] = [];
	/** The sentence for a run whose carrier could not be loaded. */
	readonly #unloaded: string;
	readonly #explain: Explain;
	/** The run under way. Events of any other run are ignored. */
	#current: Current | null = null;

	constructor(unloaded: string, explain: Explain) {
		this.#unloaded = unloaded;
		this.#explain = explain;
	}

	/** Adds an observer of later runs, after the others. */
	observe(observer: RunObserver): void {
		this.#observers.push(observer);
	}

	/** Starts a run with a carrier, which load returns, in place of a run that is still under way. */
	async start(request: Start, load: () => Promise<Carrier>): Promise<void> {
		this.#current?.run?.stop();
		const current: Current = { request, run: null, input: [] };
		this.#current = current;
		this.#each((observer) => observer.begun?.(request));
		try {
			const carrier = await load();
			if (this.#current === current) {
				const run = carrier.start(request, (event) => this.#receive(current, event));
				current.run = run;
				current.input.forEach((input) => run.stdin(...input));
			}
		} catch (error) {
			console.error(error);
			const message = await this.#explain(this.#unloaded);
			if (this.#current === current) {
				this.#end({ kind: 'end', at: 0, reason: 'internal', code: 0, message });
			}
		}
	}

	/** Stops the run under way, if there is one. */
	stop(): void {
		if (this.#current?.run) {
			this.#current.run.stop();
		} else if (this.#current) {
			this.#end({ kind: 'end', at: 0, reason: 'stopped', code: 0, message: '' });
		}
	}

	/** Gives the program text to read; `last`: no more follows. */
	stdin(text: string, last = false): void {
		if (this.#current?.run) {
			this.#current.run.stdin(text, last);
		} else {
			this.#current?.input.push([text, last]);
		}
	}

	/** Passes an event on, at once unless its sentence, or that of one before it, is being explained. */
	#receive(current: Current, event: Event): void {
		if (isOnMissing(event, current.request)) {
			const before = current.passed;
			current.passed = this.#explain(event.message).then(async (message) => {
				await before;
				this.#pass(current, { ...event, message });
			});
		} else if (current.passed) {
			current.passed = current.passed.then(() => this.#pass(current, event));
		} else {
			this.#pass(current, event);
		}
	}

	#pass(current: Current, event: Event): void {
		if (this.#current !== current) {
			return;
		}
		this.#each((observer) => observer.event?.(event));
		if (event.kind === 'end') {
			this.#end(event);
		}
	}

	#end(end: End): void {
		this.#current = null;
		this.#each((observer) => observer.ended?.(end));
	}

	#each(call: (observer: RunObserver) => void): void {
		for (const observer of this.#observers) {
			try {
				call(observer);
			} catch (error) {
				console.error(error);
			}
		}
	}
}

/**
 * Whether an event is about something that was not there: of a release that the host has no longer, perhaps. A server
 * of another release may refuse a published program.
 */
function isOnMissing(event: Event, { files }: Start): event is Extract<Event, { kind: 'trace' | 'end' }> {
	return (
		(event.kind === 'trace' && event.missed === true) ||
		(event.kind === 'end' && (event.missed === true || (event.reason === 'refused' && files === undefined)))
	);
}
