import type { Config } from '../config';
import type { Lost, Toolchain } from './toolchain';
import type { Carrier, Event, Run, Start } from '../../contract/run';
import { message } from '../../contract/message';
import type { FromWorker, Source, ToWorker } from '../../contract/protocol';
import { Sequence } from './sequence';
import type { Tracing } from './tracing';
import { type Listener, WorkerRun } from './gorun';

/** The parts of a Worker that the carrier uses. */
export interface WorkerLike {
	postMessage(message: ToWorker, transfer: MessagePort[]): void;
	terminate(): void;
	onmessage: ((event: MessageEvent<FromWorker>) => unknown) | null;
	onerror: ((event: ErrorEvent) => unknown) | null;
}

/** Runs programs in workers of this browser. What has been edited is built by the toolchain once that is there. */
export function browser(config: Config, toolchain: Toolchain, tracing: Tracing, newWorker = () => startWorker(config)): Carrier {
	return new Browser(config, toolchain, tracing, newWorker);
}

/** Starts a worker, which is to be thrown away after a run. */
export function startWorker(config: Config): WorkerLike {
	return new Worker(config.assets.worker, { type: 'module', name: config.packed });
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
		readonly toolchain: Toolchain,
		readonly tracing: Tracing,
		readonly newWorker: () => WorkerLike,
	) {}

	start(request: Start, emit: (event: Event) => void): Run {
		const name = `b${++this.#count}`;
		const sequence = new Sequence(name, emit);
		if (request.files === undefined && this.config.wasm[request.snippet] === undefined) {
			queueMicrotask(() => {
				const text = message(request.lang, 'refused.snippet', { snippet: request.snippet });
				sequence.send({ kind: 'end', at: 0, reason: 'refused', code: 0, message: text });
			});
			return { stop() {}, stdin() {} };
		}
		const trace = request.trace === true ? this.tracing.open(name, request.lang, (told) => sequence.send(told)) : undefined;
		const supply = (): void => {
			if (!this.#buildsHere(request) || !this.#build(name, run, request)) {
				this.#supply(name, run, request);
			}
		};
		const drop = (): void => {
			this.#workshop?.postMessage({ kind: 'abandon', id: name }, []);
			this.toolchain.drop(name);
		};
		const listener: Listener = {
			idle: () => this.#prepare(),
			unreachable: () => this.#build(name, run, request),
			ended: (started) => {
				this.#runs.delete(run);
				if (!started) {
					drop();
				}
			},
			again: () => {
				drop();
				supply();
			},
		};
		const run: WorkerRun = new WorkerRun(request, sequence, listener, trace);
		this.#runs.add(run);
		supply();
		return run;
	}

	warm(snippet = ''): void {
		this.#prepare();
		const url = this.config.wasm[snippet];
		if (url !== undefined) {
			this.#open().postMessage({ kind: 'compile', url }, []);
		}
	}

	/** Whether the page builds what the reader has edited, and not the server. */
	#buildsHere({ files }: Start): boolean {
		return files !== undefined && (!this.config.server || this.toolchain.state.kind === 'ready');
	}

	/** Has the toolchain build the program, and reports whether there is one. */
	#build(name: string, run: WorkerRun, request: Start): boolean {
		const { files, trace = false, lang } = request;
		if (files === undefined || !this.toolchain.offered) {
			return false;
		}
		const { port1, port2 } = new MessageChannel();
		run.use(this.#take(), port2, 'page');
		const lost = (why: Lost): void => {
			if (why === 'replaced') {
				this.#build(name, run, request);
			} else {
				run.unsupplied(why, ['page']);
			}
		};
		this.toolchain.make(name, files, lang, port1, lost, trace);
		return true;
	}

	/** Has the workshop get the program. */
	#supply(name: string, run: WorkerRun, { snippet, files, trace = false, lang }: Start): void {
		const source: Source = files === undefined ? { url: this.config.wasm[snippet]! } : { build: `${this.config.base}build`, files, trace, lang };
		const { port1, port2 } = new MessageChannel();
		this.#open().postMessage({ kind: 'supply', id: name, source, port: port1 }, [port1]);
		run.use(this.#take(), port2, files === undefined ? undefined : 'server');
	}

	/** Returns the workshop, a new one where the last has failed. */
	#open(): WorkerLike {
		if (this.#workshop === undefined) {
			this.#workshop = this.newWorker();
			this.#workshop.onerror = () => {
				this.#workshop = undefined;
				for (const run of this.#runs) {
					run.unsupplied('failed', [undefined, 'server']);
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
