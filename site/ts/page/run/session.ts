import type { Carrier, Detail, Event, Run, Start } from '../../contract/run';

/** How a run has ended. */
export type End = Extract<Detail, { kind: 'end' }>;

/** Follows runs. One that fails is not called less for it, and harms neither the run nor the other observers. */
export interface RunObserver {
	/** A run begins: what the last one left is to go. */
	begun?(request: Start): void;
	/** The run has emitted an event. */
	event?(event: Event): void;
	/** The run has ended: by its last event, or before it has emitted any. */
	ended?(end: End): void;
}

/** A run that has been asked for; null until its carrier is there. */
interface Current {
	run: Run | null;
}

/** Runs of one program, one at a time, and what follows them. */
export class RunSession {
	readonly #observers: RunObserver[] = [];
	/** The sentence for a reader whose run no carrier could be loaded for. */
	readonly #unloaded: string;
	/** The run under way. What one that has been given up still emits is ignored, since it is not this one. */
	#current: Current | null = null;

	constructor(unloaded: string) {
		this.#unloaded = unloaded;
	}

	/** Has the observer follow the runs to come, after those that do so already. */
	observe(observer: RunObserver): void {
		this.#observers.push(observer);
	}

	/** Starts a run, in place of one that is still under way, with the carrier that is loaded for it. */
	async start(request: Start, load: () => Promise<Carrier>): Promise<void> {
		this.#current?.run?.stop();
		const current: Current = { run: null };
		this.#current = current;
		this.#each((observer) => observer.begun?.(request));
		try {
			const carrier = await load();
			if (this.#current === current) {
				current.run = carrier.start(request, (event) => this.#receive(current, event));
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

	/** Gives the program a line to read. */
	stdin(line: string): void {
		this.#current?.run?.stdin(`${line}\n`);
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
