import type { Config } from '../config';
import type { Carrier, Event, Run, Start } from '../../contract/run';
import { Sequence } from './sequence';
import type { Tracing } from './tracing';
import type { Store } from '../store';
import type { Time } from './pacer';
import type { FromPython, ToPython } from '../../contract/pythonprotocol';
import { PythonRun } from './pythonrun';

/** Where Python is, and how many bytes of it have arrived, compressed. */
export interface State {
	kind: 'absent' | 'loading' | 'ready' | 'failed';
	bytes: number;
	total: number;
}

/** The parts of a Worker that the carrier uses. */
export interface WorkerLike {
	postMessage(message: ToPython): void;
	terminate(): void;
	onmessage: ((event: MessageEvent<FromPython>) => unknown) | null;
	onerror: ((event: ErrorEvent) => unknown) | null;
}

/** Where the page remembers which Python it has had whole. */
const knownKey = 'python';

/**
 * Python in this page: a worker that loads it when a program is first run, and
 * then runs one after the other. It is replaced when a program has to be stopped.
 * It sends a "change" whenever its state is another.
 */
export class Python extends EventTarget implements Carrier {
	#state: State = { kind: 'absent', bytes: 0, total: 0 };
	#worker: WorkerLike | undefined;
	/** The runs that have not been computed, in order. */
	readonly #waiting: PythonRun[] = [];
	/** The one of them that the worker is at. */
	#computed: PythonRun | undefined;
	#count = 0;

	constructor(
		readonly config: Config,
		readonly store: Store,
		readonly tracing: Tracing,
		readonly newWorker: () => WorkerLike,
		readonly time: Time,
		/** The page's. */
		readonly address: string,
	) {
		super();
	}

	get state(): State {
		return this.#state;
	}

	/** Runs main.py of the request's files. */
	start(request: Start, emit: (event: Event) => void): Run {
		const run: PythonRun = new PythonRun(request, new Sequence(`p${++this.#count}`, emit), this.time, this.tracing, (halfway) => this.#release(run, halfway));
		this.#waiting.push(run);
		this.#open();
		this.#next();
		return run;
	}

	/** Sees to it that there is a worker. */
	#open(): void {
		if (this.#worker !== undefined) {
			return;
		}
		const worker = this.newWorker();
		worker.onmessage = ({ data }) => {
			if (this.#worker === worker) {
				this.#receive(data); // and what was on its way from one that has been given up is not heard
			}
		};
		worker.onerror = () => {
			if (this.#worker === worker) {
				this.#fail();
			}
		};
		this.#worker = worker;
		const { python } = this.config.assets;
		this.#set({ kind: 'loading', bytes: 0, total: 0 });
		worker.postMessage({ kind: 'open', description: new URL(python, this.address).href, known: this.store.get(knownKey) === python });
	}

	/** Gives the worker the next run, if it can take one. */
	#next(): void {
		const [run] = this.#waiting;
		if (run && !this.#computed && this.#state.kind === 'ready') {
			this.#computed = run;
			this.#worker?.postMessage(run.order);
		}
	}

	#receive(data: FromPython): void {
		switch (data.kind) {
			case 'loaded':
				this.#set({ ...this.#state, bytes: data.bytes, total: data.total });
				break;
			case 'opened':
				this.store.set(knownKey, this.config.assets.python);
				this.#set({ ...this.#state, kind: 'ready' });
				this.#next();
				break;
			case 'shut':
				console.error(data.error);
				this.#fail();
				break;
			default:
				this.#computed?.receive(data);
		}
	}

	/** The run is not to be computed any more. A worker that is at it has to be thrown away; another is opened at once, for the run that is likely to come. */
	#release(run: PythonRun, halfway: boolean): void {
		const place = this.#waiting.indexOf(run);
		if (place >= 0) {
			this.#waiting.splice(place, 1);
		}
		if (run !== this.#computed) {
			return;
		}
		this.#computed = undefined;
		if (halfway) {
			this.#worker?.terminate();
			this.#worker = undefined;
			this.#open();
		}
		this.#next();
	}

	/** The worker is of no use any more; the next run tries again. */
	#fail(): void {
		this.#worker?.terminate();
		this.#worker = undefined;
		this.#set({ kind: 'failed', bytes: 0, total: 0 });
		this.#computed = undefined;
		for (const run of this.#waiting.splice(0)) {
			run.fail();
		}
	}

	#set(state: State): void {
		this.#state = state;
		this.dispatchEvent(new globalThis.Event('change'));
	}
}

/** Returns the Python of a page. */
export function python(config: Config, store: Store, tracing: Tracing): Python {
	const newWorker = (): WorkerLike => new Worker(config.assets.pythonWorker, { type: 'module', name: config.packed });
	const time: Time = {
		now: () => performance.now(),
		after: (delay, call) => {
			const timer = setTimeout(call, delay);
			return () => clearTimeout(timer);
		},
	};
	return new Python(config, store, tracing, newWorker, time, location.href);
}
