import type { Config } from '../config';
import type { Carrier, Event, Run, Start } from './contract';
import { limits } from './limits';
import { message } from './message';
import type { Ended, FromWorker, Source, ToWorker } from './protocol';
import { Sequence } from './sequence';

/** The parts of a Worker that the carrier uses. */
export interface WorkerLike {
	postMessage(message: ToWorker, transfer: MessagePort[]): void;
	terminate(): void;
	onmessage: ((event: MessageEvent<FromWorker>) => unknown) | null;
	onerror: ((event: ErrorEvent) => unknown) | null;
}

/** Runs programs in workers of this browser. */
export function browser(config: Config, newWorker = () => startWorker(config)): Carrier {
	return new Browser(config, newWorker);
}

/** Starts a worker, which is to be thrown away after a run. */
export function startWorker(config: Config): WorkerLike {
	return new Worker(config.assets.worker, { type: 'module' });
}

class Browser implements Carrier {
	/** The worker that gets programs for the others. */
	#workshop: WorkerLike | undefined;
	/** A worker that has been started ahead, so that the next run need not wait for one. */
	#spare: WorkerLike | undefined;
	/** The runs that have not ended. */
	readonly #runs = new Set<WorkerRun>();
	#count = 0;

	constructor(
		readonly config: Config,
		readonly newWorker: () => WorkerLike,
	) {}

	start(request: Start, emit: (event: Event) => void): Run {
		const name = `b${++this.#count}`;
		const sequence = new Sequence(name, emit);
		const source = this.#source(request);
		if (source === undefined) {
			queueMicrotask(() => {
				const text = message(request.lang, 'refused.snippet', { snippet: request.snippet });
				sequence.send({ kind: 'end', at: 0, reason: 'refused', code: 0, message: text });
			});
			return { stop() {}, stdin() {} };
		}
		const { port1, port2 } = new MessageChannel();
		const workshop = this.#open();
		workshop.postMessage({ kind: 'supply', id: name, source, port: port1 }, [port1]);
		const run = new WorkerRun(this.#take(), port2, request, sequence, {
			idle: () => this.#prepare(),
			ended: (started) => {
				this.#runs.delete(run);
				if (!started) {
					workshop.postMessage({ kind: 'abandon', id: name }, []);
				}
			},
		});
		this.#runs.add(run);
		return run;
	}

	warm(snippet: string): void {
		this.#prepare();
		const url = this.config.wasm[snippet];
		if (url !== undefined) {
			this.#open().postMessage({ kind: 'compile', url }, []);
		}
	}

	#source({ snippet, files, lang }: Start): Source | undefined {
		if (files !== undefined) {
			return { build: `${this.config.base}build`, files, lang };
		}
		const url = this.config.wasm[snippet];
		return url === undefined ? undefined : { url };
	}

	/** Returns the workshop, a new one where the last has failed. */
	#open(): WorkerLike {
		if (this.#workshop === undefined) {
			this.#workshop = this.newWorker();
			this.#workshop.onerror = () => {
				this.#workshop = undefined;
				for (const run of this.#runs) {
					run.unsupplied();
				}
			};
		}
		return this.#workshop;
	}

	/** Sees to it that there is a spare worker. */
	#prepare(): WorkerLike {
		if (this.#spare === undefined) {
			const spare = this.newWorker();
			spare.onerror = () => {
				if (this.#spare === spare) {
					this.#spare = undefined; // the run that wants one will try again, and tell
				}
			};
			this.#spare = spare;
		}
		return this.#spare;
	}

	#take(): WorkerLike {
		const worker = this.#prepare();
		this.#spare = undefined;
		return worker;
	}
}

/** What a run tells its carrier. */
interface Listener {
	/** The run needs less of the machine now: it waits, or has ended. It may be told more than once. */
	idle: () => void;
	/** The run has ended; started: its program had. */
	ended: (started: boolean) => void;
}

class WorkerRun implements Run {
	/** When the program started, in milliseconds; undefined before. */
	#begun: number | undefined;
	/** The latest time on the program's clock that has been heard of. */
	#at = 0;
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(
		readonly worker: WorkerLike,
		port: MessagePort,
		readonly request: Start,
		readonly sequence: Sequence,
		readonly listener: Listener,
	) {
		worker.onmessage = ({ data }) => this.#receive(data);
		worker.onerror = () => this.#fail();
		worker.postMessage({ kind: 'run', clock: request.clock, limits, port }, [port]);
		if (request.files !== undefined) {
			queueMicrotask(() => sequence.send({ kind: 'building' }));
		}
	}

	stop(): void {
		this.#end({ kind: 'end', at: this.#now(), reason: 'stopped', code: 0, key: 'stopped' });
	}

	stdin(text: string): void {
		if (!this.sequence.over) {
			this.worker.postMessage({ kind: 'stdin', text }, []);
		}
	}

	/** Where the program would have come from is gone. */
	unsupplied(): void {
		if (this.#begun === undefined) {
			this.#fail();
		}
	}

	#fail(): void {
		this.#end({ kind: 'end', at: this.#at, reason: 'internal', code: 0, key: 'internal' });
	}

	#receive(data: FromWorker): void {
		if (this.sequence.over) {
			return; // on its way when the run was stopped
		}
		switch (data.kind) {
			case 'running':
				this.#begun = performance.now();
				this.#timer = setTimeout(() => {
					this.#end({ kind: 'end', at: this.#now(), reason: 'timeout', code: 0, key: 'timeout.wall' });
				}, limits.wall);
				this.sequence.send({ kind: 'running' });
				break;
			case 'diagnostics':
				this.sequence.send(data);
				break;
			case 'texts':
				for (const text of data.texts) {
					this.#at = text.at;
					this.sequence.send(text);
				}
				this.listener.idle();
				break;
			case 'end':
				this.#end(data);
				break;
		}
	}

	/** The time on the program's clock, as far as the page can know it. */
	#now(): number {
		if (this.request.clock === 'virtual' || this.#begun === undefined) {
			return this.#at;
		}
		return Math.max(this.#at, Math.round(performance.now() - this.#begun));
	}

	#end({ at, reason, code, key, message: text = '' }: Ended): void {
		if (this.sequence.over) {
			return;
		}
		clearTimeout(this.#timer);
		this.worker.terminate();
		this.listener.ended(this.#begun !== undefined);
		if (key !== undefined) {
			text = message(this.request.lang, key, {
				code,
				seconds: limits.wall / 1000,
				mib: limits.memory >> 20,
				kib: limits.output >> 10,
			});
		}
		this.sequence.send({ kind: 'end', at, reason, code, message: text });
		this.listener.idle();
	}
}
