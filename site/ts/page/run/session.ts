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
	run: Run | null;
	input: [text: string, last: boolean][];
}

/** The runs of one program, one at a time, and their observers. */
export class RunSession {
	readonly #observers: RunObserver[] = [];
	/** The sentence for a run whose carrier could not be loaded. */
	readonly #unloaded: string;
	/** The run under way. Events of any other run are ignored. */
	#current: Current | null = null;

	constructor(unloaded: string) {
		this.#unloaded = unloaded;
	}

	/** Adds an observer of later runs, after the others. */
	observe(observer: RunObserver): void {
		this.#observers.push(observer);
	}

	/** Starts a run with a carrier, which load returns, in place of a run that is still under way. */
	async start(request: Start, load: () => Promise<Carrier>): Promise<void> {
		this.#current?.run?.stop();
		const current: Current = { run: null, input: [] };
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
			if (this.#current === current) {
				this.#end({ kind: 'end', at: 0, reason: 'internal', code: 0, message: this.#unloaded });
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

	#receive(current: Current, event: Event): void {
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
