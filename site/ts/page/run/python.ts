import type { ToPython } from '../../contract/protocol';
import type { Carrier, Event, MessageKey, Run, Start } from '../../contract/run';
import type { Config } from '../config';
import type { Store } from '../store';
import { pageTime, type Time } from './life';
import { ManagedWorker, type News } from './managedworker';
import { PythonRun } from './pythonrun';
import type { Tracing } from './tracing';
import { type StartWorker, workersOf } from './workers';

/**
 * Python in this page: a worker that loads Python with the first run, and runs one program after the other. To stop a
 * program the worker is replaced.
 */
export class Python extends ManagedWorker<'python'> implements Carrier {
	/** The runs that are not computed yet, in order. */
	readonly #waiting: PythonRun[] = [];
	/** The run that the worker is computing. */
	#computed: PythonRun | undefined;
	#count = 0;

	constructor(
		readonly config: Config,
		store: Store,
		readonly tracing: Tracing,
		start: StartWorker,
		readonly time: Time,
	) {
		super('python', config.assets.python, store, start);
	}

	/** Runs main.py of the request's files. */
	start(request: Start, emit: (event: Event) => void): Run {
		const run: PythonRun = new PythonRun(
			`p${++this.#count}`,
			request,
			this.config.limits,
			emit,
			this.time,
			this.tracing,
			(halfway) => this.#release(run, halfway),
		);
		this.#waiting.push(run);
		this.open();
		this.#next();
		return run;
	}

	protected override greeting(): ToPython {
		return { kind: 'open', description: this.absolute(this.description), known: this.known };
	}

	protected override opened(): void {
		this.#next();
	}

	protected override receive(message: News<'python'>): void {
		this.#computed?.receive(message);
	}

	/** The next run tries again. */
	protected override failed(key?: MessageKey): void {
		this.#computed = undefined;
		for (const run of this.#waiting.splice(0)) {
			run.fail(key);
		}
	}

	/** Posts the next run to the worker, if it is ready and idle. */
	#next(): void {
		const [run] = this.#waiting;
		if (run && !this.#computed && this.state.kind === 'ready') {
			this.#computed = run;
			this.post(run.order());
		}
	}

	/** Drops a run. A worker that is halfway through it is replaced, ready for the next run. */
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
			this.replace();
		}
		this.#next();
	}
}

/** Returns the Python of a page. */
export function python(config: Config, store: Store, tracing: Tracing): Python {
	return new Python(config, store, tracing, workersOf(config), pageTime);
}
