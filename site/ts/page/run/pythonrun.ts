import type { Limits } from '../../contract/limits';
import type { Moment } from '../../contract/moment';
import type { End, ToPython } from '../../contract/protocol';
import { type Event, type MessageKey, type Run, slowness, type Start } from '../../contract/run';
import { RunLife, type Time } from './life';
import type { News } from './managedworker';
import { Pacer, type Paced } from './pacer';
import type { Tracing } from './tracing';

const paces = { real: 1, virtual: 0, slow: slowness };

/** A run of a Python program. It is computed before most of its events are due. */
export class PythonRun implements Run {
	readonly #life: RunLife;
	readonly #gone: (halfway: boolean) => void;
	readonly #tracing: Tracing;
	/** The moments emitted so far. */
	readonly #moments: Moment[] = [];
	#pacer: Pacer | undefined;

	/** gone is called when the run needs no worker any more; halfway: the worker must be stopped. */
	constructor(
		name: string,
		request: Start,
		limits: Limits,
		emit: (event: Event) => void,
		time: Time,
		tracing: Tracing,
		gone: (halfway: boolean) => void,
	) {
		this.#gone = gone;
		this.#tracing = tracing;
		this.#life = new RunLife(name, request, limits, emit, time, (_begun, end) => this.#over(end));
		if (request.trace === true) {
			tracing.warm();
		}
	}

	/** Returns the message that starts the run in a worker. */
	order(): ToPython {
		const { files, clock, trace = false } = this.#life.request;
		const pace = paces[clock];
		const { wall, output } = this.#life.limits;
		this.#life.supply();
		return { kind: 'run', source: files!['main.py']!, wall: pace === 0 ? Infinity : wall / pace, output, trace };
	}

	stop(): void {
		this.#life.end({ kind: 'end', at: this.#now(), reason: 'stopped', code: 0, key: 'stopped' });
	}

	/** Programs here do not read. */
	stdin(): void {}

	/** Python could not be loaded, for the reason that `key` is the sentence of. */
	fail(key: MessageKey = 'python'): void {
		this.#life.end({
			kind: 'end',
			at: 0,
			reason: 'internal',
			code: 0,
			key: this.#life.stage === 'begun' ? 'internal' : key,
		});
	}

	/** Receives a message of the worker. */
	receive(message: News<'python'>): void {
		switch (message.kind) {
			case 'running':
				this.#pacer = new Pacer(paces[this.#life.request.clock], this.#life.time, (what) => this.#emit(what));
				this.#life.begin(() => this.#now());
				break;
			case 'texts':
				this.#pacer?.add(...message.texts.map((text) => ({ at: text.at, what: text })));
				break;
			case 'moments':
				this.#pacer?.add(...message.moments.map((moment) => ({ at: moment.at, moment })));
				break;
			case 'end':
				this.#gone(message.reason !== 'exit');
				this.#pacer?.end(message);
		}
	}

	/** The time on the program's clock. */
	#now(): number {
		return Math.round(this.#pacer?.at ?? 0);
	}

	#emit(what: Paced): void {
		if (what.kind === 'end') {
			this.#life.end(what);
		} else {
			if (what.kind === 'trace') {
				this.#moments.push(...what.moments);
			}
			this.#life.send(what);
		}
	}

	/** Releases the worker; if the run is traced, waits for its facts. */
	#over(end: End): Promise<void> | undefined {
		this.#pacer?.stop();
		this.#gone(true);
		return this.#moments.length > 0 ? this.#sum(end) : undefined;
	}

	/** Emits the facts of the moments, unless they cannot be made. */
	async #sum(end: End): Promise<void> {
		const facts = await this.#tracing.facts(this.#life.name, this.#moments, end);
		if (facts) {
			this.#life.send({ kind: 'trace', moments: [], raw: '', message: '', facts });
		}
	}
}
