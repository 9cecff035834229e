import type { Limits } from '../../contract/limits';
import type { Source } from '../../contract/protocol';
import type { Carrier, Detail, Event, Lang, Run, Start } from '../../contract/run';
import { type Fetch, fetchFile } from '../../load/fetching';
import type { Config } from '../config';
import { Lazy } from '../lazy';
import { Exercises } from './exercises';
import { type Builder, GoRun, type Supplier } from './gorun';
import type { Losing, Toolchain } from './toolchain';
import type { Trace, Tracing } from './tracing';
import { type StartWorker, type WorkerOf, workersOf } from './workers';

/** Runs programs in workers of this browser. Edited programs are built by the toolchain once it is loaded. */
export function browser(
	config: Config,
	toolchain: Toolchain,
	tracing: Tracing,
	start = workersOf(config),
	fetch: Fetch = (url, init) => globalThis.fetch(url, init),
): Carrier {
	return new Browser(config, toolchain, tracing, start, fetch);
}

/** The workers that runs share, and spare ones. */
class Browser implements Carrier, Supplier {
	/** The workshop: the worker that gets programs for runners. */
	#workshop: WorkerOf<'workshop'> | undefined;
	/** A spare runner, started ahead for the next run. */
	#spare: WorkerOf<'runner'> | undefined;
	/** What is called, by the names of the runs that wait for the workshop, when it has failed. */
	readonly #waiting = new Map<string, Losing>();
	#count = 0;
	readonly #exercises: Exercises;
	readonly #zones = new Lazy(() => this.#loadZones());

	constructor(
		readonly config: Config,
		readonly toolchain: Toolchain,
		readonly tracing: Tracing,
		readonly startWorker: StartWorker,
		readonly fetch: Fetch,
	) {
		this.#exercises = new Exercises(config, fetch);
	}

	get limits(): Limits {
		return this.config.limits;
	}

	start(request: Start, emit: (event: Event) => void): Run {
		const name = `b${++this.#count}`;
		const run = new GoRun(
			name,
			request,
			(event) => {
				emit(event);
				if (event.kind === 'end') {
					this.#waiting.delete(name);
					this.idle();
				}
			},
			this,
		);
		const why = this.#refusal(request);
		if (why) {
			queueMicrotask(() => run.refuse(why));
			return { stop() {}, stdin() {} };
		}
		if (request.check) {
			void this.#check(run, request.snippet);
		} else {
			run.supply();
		}
		return run;
	}

	/** Has a run begin that checks a program, once its checks are there; the toolchain is loaded meanwhile. */
	async #check(run: GoRun, snippet: string): Promise<void> {
		this.toolchain.open();
		try {
			run.check(await this.#exercises.get(snippet));
		} catch (error) {
			console.error(error);
			run.refuse('program');
		}
	}

	/** Returns why a program cannot be had at all; undefined if it can. */
	#refusal(request: Start): 'refused.snippet' | 'compiler.none' | undefined {
		if (request.files === undefined) {
			return this.config.wasm[request.snippet] === undefined ? 'refused.snippet' : undefined;
		}
		// What checks a program is built in the page alone: the server makes its verdicts itself.
		const built = (this.config.server && !request.check) || this.builds(request);
		return built ? undefined : 'compiler.none';
	}

	warm(snippet = ''): void {
		this.idle();
		const url = this.config.wasm[snippet];
		if (url !== undefined) {
			this.#open().postMessage({ kind: 'compile', url });
		}
	}

	builds({ files }: Start): boolean {
		return files !== undefined && this.toolchain.offered;
	}

	builderOf(request: Start): Builder {
		if (request.files === undefined) {
			return undefined;
		}
		const here = request.check === true || !this.config.builds || this.toolchain.state.kind === 'ready';
		return here && this.builds(request) ? 'page' : 'server';
	}

	supply(
		run: string,
		{ snippet, files, trace = false, lang }: Start,
		builder: Builder,
		port: MessagePort,
		lost: Losing,
		checks?: string,
	): void {
		if (builder === 'page') {
			this.toolchain.make(run, files!, lang, port, lost, trace, checks);
			return;
		}
		const source: Source =
			files === undefined
				? { url: this.config.wasm[snippet]! }
				: { build: `${this.config.base}build`, files, trace, lang };
		this.#waiting.set(run, lost);
		this.#open().postMessage({ kind: 'supply', id: run, source, port }, [port]);
	}

	abandon(run: string): void {
		this.#waiting.delete(run);
		this.#workshop?.postMessage({ kind: 'abandon', id: run });
		this.toolchain.drop(run);
	}

	worker(): WorkerOf<'runner'> {
		const worker = this.#prepare();
		this.#spare = undefined;
		return worker;
	}

	trace(run: string, lang: Lang, emit: (detail: Detail & { kind: 'trace' }) => void): Trace {
		return this.tracing.open(run, lang, emit);
	}

	get hasZones(): boolean {
		return this.config.assets.zones !== '';
	}

	zones(): Promise<Uint8Array | undefined> {
		return this.#zones.get().catch(() => undefined);
	}

	async #loadZones(): Promise<Uint8Array> {
		const response = await fetchFile(this.fetch, this.config.assets.zones, this.config.packed);
		if (!this.hasZones || !response.ok) {
			throw new Error(`the time zones: status ${response.status}`);
		}
		return new Uint8Array(await response.arrayBuffer());
	}

	idle(): void {
		this.#prepare();
	}

	/** Returns the workshop, a new one where the last has failed. */
	#open(): WorkerOf<'workshop'> {
		if (this.#workshop === undefined) {
			this.#workshop = this.startWorker('workshop');
			this.#workshop.onerror = () => {
				this.#workshop = undefined;
				for (const lost of [...this.#waiting.values()]) {
					lost('failed');
				}
				this.#waiting.clear();
			};
		}
		return this.#workshop;
	}

	/** Returns the spare worker, a new one where there is none. */
	#prepare(): WorkerOf<'runner'> {
		if (this.#spare === undefined) {
			const spare = this.startWorker('runner');
			spare.onerror = () => {
				if (this.#spare === spare) {
					this.#spare = undefined; // the run that wants one will try again, and emit that it failed
				}
			};
			this.#spare = spare;
		}
		return this.#spare;
	}
}
