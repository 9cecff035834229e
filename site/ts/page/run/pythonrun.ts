import type { Limits } from '../../contract/limits';
import type { Moment } from '../../contract/moment';
import type { End, Input, ToPython } from '../../contract/protocol';
import { type Event, type MessageKey, type Run, slowness, type Start } from '../../contract/run';
import { RunLife, type Time } from './life';
import type { News } from './managedworker';
import { Pacer, type Paced } from './pacer';
import type { Tracing } from './tracing';

const paces = { real: 1, virtual: 0, slow: slowness };

/**
 * A run of a Python program. It is computed before most of its events are due. A program that has read all of its
 * input is computed anew when there is more: it does the same up to there, which has been emitted already, and goes
 * on.
 */
export class PythonRun implements Run {
	readonly #life: RunLife;
	readonly #gone: (halfway: boolean) => void;
	readonly #again: () => void;
	/** The input so far, and how much of it the worker has been given. */
	readonly #input: Input[] = [];
	#given = 0;
	/** Whether a worker computes the program, or will. */
	#computed = true;
	/** Whether the program has waited for more input than it was given. */
	#read = false;
	/** By what it does the same when it is computed anew. */
	readonly #began = Date.now();
	readonly #seed = Math.floor(Math.random() * 2 ** 32);
	/** How much has been emitted, in characters and moments, and how much of it is still to come once more. */
	#emitted = { stdout: 0, stderr: 0, moments: 0 };
	#known = { stdout: 0, stderr: 0, moments: 0 };
	readonly #tracing: Tracing;
	/** The moments emitted so far. */
	readonly #moments: Moment[] = [];
	#pacer: Pacer | undefined;

	/**
	 * gone is called when the run needs no worker any more; halfway: the worker must be stopped. again is called when
	 * it needs one once more.
	 */
	constructor(
		name: string,
		request: Start,
		limits: Limits,
		emit: (event: Event) => void,
		time: Time,
		tracing: Tracing,
		gone: (halfway: boolean) => void,
		again: () => void,
	) {
		this.#gone = gone;
		this.#again = again;
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
		if (this.#life.stage === 'waiting') {
			this.#life.supply();
		}
		this.#given = this.#input.length;
		return {
			kind: 'run',
			source: files!['main.py']!,
			wall: pace === 0 ? Infinity : wall / pace,
			output,
			trace,
			input: [...this.#input],
			began: this.#began,
			seed: this.#seed,
		};
	}

	stop(): void {
		this.#life.end({ kind: 'end', at: this.#now(), reason: 'stopped', code: 0, key: 'stopped' });
	}

	stdin(text: string, last = false): void {
		if (this.#life.stage !== 'over' && this.#input.at(-1)?.last !== true) {
			this.#input.push({ at: this.#pacer?.at ?? 0, text, last: last || text === '' });
			this.#goOn();
		}
	}

	/** Has the program computed anew if it has waited for input that is there by now, and reports whether it has. */
	#goOn(): boolean {
		if (!this.#read || this.#computed || this.#input.length === this.#given || this.#life.stage === 'over') {
			return false;
		}
		this.#pacer?.stop();
		this.#read = false;
		this.#computed = true;
		this.#known = { ...this.#emitted };
		this.#again();
		return true;
	}

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
				if (this.#pacer) {
					break; // it is computed anew
				}
				this.#pacer = new Pacer(paces[this.#life.request.clock], this.#life.time, (what) => this.#emit(what));
				this.#life.begin(() => this.#now());
				break;
			case 'texts':
				for (const { kind, at, text } of message.texts) {
					const known = Math.min(this.#known[kind], text.length);
					this.#known[kind] -= known;
					if (known < text.length) {
						this.#pacer?.add({ at, what: { kind, at, text: text.slice(known) } });
					}
				}
				break;
			case 'moments': {
				const known = Math.min(this.#known.moments, message.moments.length);
				this.#known.moments -= known;
				this.#pacer?.add(...message.moments.slice(known).map((moment) => ({ at: moment.at, moment })));
				break;
			}
			case 'reading':
				this.#read = true;
				if (this.#input.length === this.#given) {
					this.#pacer?.add({ at: message.at, what: { kind: 'reading' } });
				}
				break;
			case 'paused':
				this.#left(false);
				this.#goOn();
				break;
			case 'diagnostics':
				this.#pacer?.add({ at: message.at, what: { kind: 'diagnostics', items: message.items } });
				break;
			case 'end':
				this.#left(message.reason !== 'exit');
				if (!this.#goOn()) {
					this.#pacer?.end(message);
				}
		}
	}

	/** The worker has computed the program as far as it goes, or must be stopped. */
	#left(halfway: boolean): void {
		this.#computed = false;
		this.#gone(halfway);
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
				this.#emitted.moments += what.moments.length;
			} else if (what.kind === 'stdout' || what.kind === 'stderr') {
				this.#emitted[what.kind] += what.text.length;
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
