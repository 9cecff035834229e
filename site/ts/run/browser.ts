import type { Config } from '../config';
import type { Carrier, Event, Run, Start } from './contract';
import { limits } from './limits';
import { message } from './message';
import type { Ended, FromWorker, Source, ToWorker } from './protocol';
import { Sequence } from './sequence';

/** The parts of a Worker that the carrier uses. */
export interface WorkerLike {
	postMessage(message: ToWorker): void;
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
	/** A worker that has been started ahead, so that the next run need not wait for one. */
	#spare: WorkerLike | undefined;
	/** The modules of published snippets, by URL. */
	readonly #published = new Map<string, WebAssembly.Module>();
	/** The module that was built last, and the source it was built from. */
	#built: { files: string; module: WebAssembly.Module } | undefined;
	#runs = 0;

	constructor(
		readonly config: Config,
		readonly newWorker: () => WorkerLike,
	) {}

	start(request: Start, emit: (event: Event) => void): Run {
		const source = this.#source(request);
		const sequence = new Sequence(`b${++this.#runs}`, emit);
		if (source === undefined) {
			queueMicrotask(() => {
				const text = message(request.lang, 'refused.snippet', { snippet: request.snippet });
				sequence.send({ kind: 'end', at: 0, reason: 'refused', code: 0, message: text });
			});
			return { stop() {}, stdin() {} };
		}
		const worker = this.#take();
		return new WorkerRun(worker, request, source, sequence, {
			compiled: (module, url) => this.#keep(module, url, request),
			idle: () => this.#prepare(),
		});
	}

	warm(snippet: string): void {
		const worker = this.#prepare();
		const url = this.config.wasm[snippet];
		if (url !== undefined && !this.#published.has(url)) {
			worker.postMessage({ kind: 'compile', url });
		}
	}

	#source({ snippet, files, lang }: Start): Source | undefined {
		if (files !== undefined) {
			if (this.#built?.files === JSON.stringify(files)) {
				return { module: this.#built.module };
			}
			return { build: `${this.config.base}build`, files, lang };
		}
		const url = this.config.wasm[snippet];
		if (url === undefined) {
			return undefined;
		}
		const module = this.#published.get(url);
		return module === undefined ? { url } : { module };
	}

	#keep(module: WebAssembly.Module, url: string | undefined, { files }: Start): void {
		if (url !== undefined) {
			this.#published.set(url, module);
		} else if (files !== undefined) {
			this.#built = { files: JSON.stringify(files), module };
		}
	}

	/** Sees to it that there is a spare worker. */
	#prepare(): WorkerLike {
		if (this.#spare === undefined) {
			const spare = this.newWorker();
			this.#spare = spare;
			spare.onmessage = ({ data }) => {
				if (data.kind === 'module') {
					this.#published.set(data.url!, data.module);
				}
			};
			spare.onerror = () => {
				if (this.#spare === spare) {
					this.#spare = undefined; // the run that wants one will try again, and tell
				}
			};
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
	compiled(module: WebAssembly.Module, url: string | undefined): void;
	/** The run needs less of the machine now: it waits, or has ended. It may be told more than once. */
	idle(): void;
}

class WorkerRun implements Run {
	/** When the program started, in milliseconds; undefined before. */
	#begun: number | undefined;
	/** The latest time on the program's clock that has been heard of. */
	#at = 0;
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(
		readonly worker: WorkerLike,
		readonly request: Start,
		source: Source,
		readonly sequence: Sequence,
		readonly listener: Listener,
	) {
		worker.onmessage = ({ data }) => this.#receive(data);
		worker.onerror = () => this.#end({ kind: 'end', at: this.#at, reason: 'internal', code: 0, key: 'internal' });
		worker.postMessage({ kind: 'run', source, clock: request.clock, limits });
		if ('build' in source) {
			queueMicrotask(() => sequence.send({ kind: 'building' }));
		}
	}

	stop(): void {
		if (!this.sequence.over) {
			this.#end({ kind: 'end', at: this.#now(), reason: 'stopped', code: 0, key: 'stopped' });
		}
	}

	stdin(text: string): void {
		if (!this.sequence.over) {
			this.worker.postMessage({ kind: 'stdin', text });
		}
	}

	#receive(data: FromWorker): void {
		if (this.sequence.over) {
			return; // on its way when the run was stopped
		}
		switch (data.kind) {
			case 'module':
				this.listener.compiled(data.module, data.url);
				break;
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
		clearTimeout(this.#timer);
		this.worker.terminate();
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
