import type { Limits } from '../../contract/limits';
import type { End, FromRunner, ToRunner } from '../../contract/protocol';
import {
	type ClockKind,
	type Detail,
	type Event,
	type Lang,
	type MessageKey,
	type Run,
	slowness,
	type Start,
} from '../../contract/run';
import type { Exercise } from './exercises';
import { pageTime, RunLife } from './life';
import { message } from './sentence';
import type { Losing, Lost } from './toolchain';
import type { Trace } from './tracing';
import type { WorkerOf } from './workers';

/** Where a program is built; undefined: as published, it is built already. */
export type Builder = 'page' | 'server' | undefined;

/** What runs ask of their carrier. */
export interface Supplier {
	/** What a run may use. */
	readonly limits: Limits;
	/** Whether the page can build the program, now or once the toolchain is there. */
	builds(request: Start): boolean;
	/** Returns where it would be built now. */
	builderOf(request: Start): Builder;
	/**
	 * Has the program of a run sent through the port; `lost` is called where nothing will come. `checks`: the source
	 * of what it runs in place of its main.
	 */
	supply(
		run: string,
		request: Start,
		builder: Builder,
		port: MessagePort,
		lost: Losing,
		checks: string | undefined,
	): void;
	/** The program of a run is no longer wanted. */
	abandon(run: string): void;
	/** Returns a worker for one run. */
	worker(): WorkerOf<'runner'>;
	/** Opens the trace of a run. */
	trace(run: string, lang: Lang, emit: (detail: Detail & { kind: 'trace' }) => void): Trace;
	/** Whether this tour has Go's time zones. */
	readonly hasZones: boolean;
	/** Returns Go's time zones; undefined: they are not to be had. */
	zones(): Promise<Uint8Array | undefined>;
	/** The run waits or has ended: a good moment to start a spare worker. It may be called more than once. */
	idle(): void;
}

/** A piece of the program's input. */
type Input = ToRunner & { kind: 'stdin' };

/** A run of a Go program in a worker of its own, which ends with it. */
export class GoRun implements Run {
	readonly #life: RunLife;
	readonly #supplier: Supplier;
	readonly #trace: Trace | undefined;
	#worker: WorkerOf<'runner'> | undefined;
	#builder: Builder;
	/** What the program is given to read: a worker that replaces another gets all of it. */
	readonly #input: Input[] = [];
	/** Of the exercise whose checks the run makes. */
	#exercise: Exercise | undefined;
	/** The checks of which there is no word yet. */
	#checks: readonly string[] = [];
	/** When the program began, in milliseconds. */
	#begun = 0;
	/** The latest time on the program's clock that the worker has posted. */
	#at = 0;

	constructor(name: string, request: Start, emit: (event: Event) => void, supplier: Supplier) {
		this.#supplier = supplier;
		this.#life = new RunLife(name, request, supplier.limits, emit, pageTime, (begun, end) =>
			this.#over(begun, end),
		);
		this.#trace =
			request.trace === true
				? supplier.trace(name, request.lang, (detail) => this.#life.send(detail))
				: undefined;
	}

	/** Begins a run of an exercise's checks. */
	check(exercise: Exercise): void {
		if (this.#life.stage === 'waiting') {
			const { only } = this.#life.request;
			this.#exercise = exercise;
			this.#checks = only === undefined ? exercise.names : [only];
			this.supply();
		}
	}

	/** Starts a worker for the run and requests its program, in place of earlier ones. */
	supply(builder = this.#supplier.builderOf(this.#life.request)): void {
		const { name, request } = this.#life;
		const { port1, port2 } = new MessageChannel();
		this.#worker?.terminate();
		this.#builder = builder;
		this.#life.supply();
		const worker = this.#supplier.worker();
		this.#worker = worker;
		const lost: Losing = (why, key) => {
			if (this.#worker === worker) {
				this.#unsupplied(why, key);
			}
		};
		this.#supplier.supply(name, request, builder, port1, lost, this.#exercise?.checks);
		worker.onmessage = ({ data }) => this.#receive(data);
		worker.onerror = () => this.#broken();
		worker.postMessage(
			{
				kind: 'run',
				clock: this.#clock,
				trace: this.#trace !== undefined,
				...(this.#exercise && { check: request.only ?? '' }),
				limits: this.#life.limits,
				port: port2,
			},
			[port2],
		);
		this.#input.forEach((input) => worker.postMessage(input));
		if (builder !== undefined) {
			queueMicrotask(() => {
				if (this.#life.stage !== 'over') {
					this.#life.send({ kind: 'building', by: builder });
				}
			});
		}
	}

	/**
	 * Ends the run before it has begun: there is no such snippet, or nothing that could build the program, or what
	 * checks it has not come.
	 */
	refuse(key: 'refused.snippet' | 'compiler.none' | 'program'): void {
		const reason = key === 'program' ? 'internal' : 'refused';
		this.#life.end({ kind: 'end', at: 0, reason, code: 0, key });
	}

	stop(): void {
		this.#life.end({ kind: 'end', at: this.#now(), reason: 'stopped', code: 0, key: 'stopped' });
	}

	stdin(text: string, last = false): void {
		if (this.#life.stage !== 'over') {
			const input: Input = last ? { kind: 'stdin', text, last } : { kind: 'stdin', text };
			this.#input.push(input);
			this.#worker?.postMessage(input);
		}
	}

	/** The source of the program has failed. */
	#unsupplied(why: Lost, key: MessageKey = 'compiler'): void {
		if (this.#life.stage !== 'supplied') {
			return;
		}
		switch (why) {
			case 'replaced':
				this.supply('page');
				break;
			case 'timeout':
				this.#life.end({ kind: 'end', at: 0, reason: 'timeout', code: 0, key: 'timeout.build' });
				break;
			case 'failed':
				this.#life.end({
					kind: 'end',
					at: this.#at,
					reason: 'internal',
					code: 0,
					key: this.#builder === 'page' ? key : 'runner',
				});
		}
	}

	/** The worker has failed: before the program has begun, if its script could not be loaded. */
	#broken(): void {
		if (this.#life.retry()) {
			this.#supplier.abandon(this.#life.name);
			this.supply();
		} else {
			const key = this.#life.stage === 'begun' ? 'internal' : 'runner';
			this.#life.end({ kind: 'end', at: this.#at, reason: 'internal', code: 0, key });
		}
	}

	#receive(data: FromRunner): void {
		if (this.#life.stage === 'over') {
			return; // sent before the run was stopped
		}
		switch (data.kind) {
			case 'running':
				this.#begun = pageTime.now();
				this.#life.begin(() => this.#now());
				break;
			case 'diagnostics':
			case 'reading':
				this.#life.send(data);
				break;
			case 'texts':
				for (const text of data.texts) {
					this.#at = text.at;
					this.#life.send(text);
				}
				this.#supplier.idle();
				break;
			case 'check':
				if (data.name === this.#checks[0]) {
					this.#checked(data.ok, data.text);
				}
				break;
			case 'zones':
				void this.#giveZones();
				break;
			case 'traced':
				this.#trace?.feed(data.piece);
				break;
			case 'end':
				if (
					data.unbuilt === true &&
					this.#builder === 'server' &&
					this.#supplier.builds(this.#life.request)
				) {
					this.supply('page');
				} else {
					this.#life.end(data);
				}
		}
	}

	/** Emits the word on the next check. */
	#checked(ok: boolean, text: string): void {
		const [name, ...rest] = this.#checks;
		this.#checks = rest;
		this.#life.send({ kind: 'check', name: name!, ok, text, version: this.#exercise!.version });
	}

	/** Emits that the checks have failed of which there has been no word. */
	#closeChecks(begun: boolean): void {
		let key: MessageKey = begun ? 'check.ended' : 'check.unstarted';
		while (this.#checks.length > 0) {
			this.#checked(false, message(this.#life.request.lang, key));
			key = begun ? 'check.unreached' : key;
		}
	}

	/** Posts the time zones to the worker that has asked for them. */
	async #giveZones(): Promise<void> {
		const worker = this.#worker;
		const zip = await this.#supplier.zones();
		if (zip === undefined && this.#supplier.hasZones) {
			this.#life.miss();
		}
		worker?.postMessage({ kind: 'zones', zip });
	}

	/** The clock of the program. One that stands still has checks whose goroutines wait for each other end at once. */
	get #clock(): ClockKind {
		const { check, clock } = this.#life.request;
		return check ? 'virtual' : clock;
	}

	/** The time on the program's clock, as the page estimates it. */
	#now(): number {
		const clock = this.#clock;
		if (clock === 'virtual' || this.#life.stage !== 'begun') {
			return this.#at;
		}
		return Math.max(this.#at, Math.round((pageTime.now() - this.#begun) / (clock === 'slow' ? slowness : 1)));
	}

	/** Ends the worker and pending requests; waits for the rest of the trace. */
	#over(begun: boolean, end: End): Promise<void> | undefined {
		this.#worker?.terminate();
		this.#closeChecks(begun);
		if (!begun) {
			this.#supplier.abandon(this.#life.name);
			return undefined;
		}
		return this.#trace?.finish(end);
	}
}
