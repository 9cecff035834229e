import type { Detail, Run, Start } from '../../contract/run';
import { limits } from '../../contract/limits';
import { message } from '../../contract/message';
import type { Ended } from '../../contract/protocol';
import type { Moment } from '../../contract/moment';
import type { Sequence } from './sequence';
import type { Tracing } from './tracing';
import { slowness } from '../../contract/slowness';
import { Pacer, type Time } from './pacer';
import type { FromPython, ToPython } from '../../contract/pythonprotocol';

const paces = { real: 1, virtual: 0, slow: slowness };

/** A run of a Python program. */
export class PythonRun implements Run {
	#pacer: Pacer | undefined;
	#cancelLimit: (() => void) | undefined;
	/** What has been told of its tasks. */
	readonly #moments: Moment[] = [];
	/** Whether it has ended, though its facts may not have been told. */
	#over = false;

	/** Gone is called when the run needs no worker any more: halfway, where the worker has to be stopped. */
	constructor(
		readonly request: Start,
		readonly sequence: Sequence,
		readonly time: Time,
		readonly tracing: Tracing,
		readonly gone: (halfway: boolean) => void,
	) {
		if (request.trace === true) {
			tracing.warm();
		}
	}

	/** What the worker is to do. */
	get order(): ToPython {
		const { files, clock, trace = false } = this.request;
		const pace = paces[clock];
		return { kind: 'run', source: files!['main.py']!, limit: pace === 0 ? Infinity : limits.wall / pace, trace };
	}

	stop(): void {
		this.#cut({ kind: 'end', at: Math.round(this.#pacer?.at ?? 0), reason: 'stopped', code: 0, key: 'stopped' });
	}

	/** No program here reads. */
	stdin(): void {}

	/** There is no Python to run it. */
	fail(): void {
		this.#cut({ kind: 'end', at: 0, reason: 'internal', code: 0, key: this.#pacer ? 'internal' : 'python' });
	}

	/** Takes what the worker says of the program. */
	receive(data: FromPython): void {
		switch (data.kind) {
			case 'running':
				this.#pacer = new Pacer(paces[this.request.clock], this.time, (detail) => this.#tell(detail));
				this.#cancelLimit = this.time.after(limits.wall, () => {
					this.#cut({ kind: 'end', at: Math.round(this.#pacer!.at), reason: 'timeout', code: 0, key: 'timeout.wall' });
				});
				this.sequence.send({ kind: 'running' });
				break;
			case 'texts':
				this.#pacer?.add(...data.texts.map((text) => ({ at: text.at, detail: text })));
				break;
			case 'moments':
				this.#pacer?.add(...data.moments.map((moment) => ({ at: moment.at, moment })));
				break;
			case 'end':
				this.gone(data.reason !== 'exit');
				this.#pacer?.end(data.at, this.#detail(data));
				break;
		}
	}

	/** Ends the run now. */
	#cut(ended: Ended): void {
		if (!this.#over) {
			this.#pacer?.stop();
			this.gone(true);
			this.#tell(this.#detail(ended));
		}
	}

	#tell(detail: Detail): void {
		if (this.#over) {
			return;
		}
		if (detail.kind === 'end') {
			this.#over = true;
			this.#cancelLimit?.();
			void this.#end(detail);
			return;
		}
		if (detail.kind === 'trace') {
			this.#moments.push(...detail.moments);
		}
		this.sequence.send(detail);
	}

	/** Sends the end, after the facts where the run is traced. */
	async #end(end: Detail & { kind: 'end' }): Promise<void> {
		if (this.#moments.length > 0) {
			const { at, reason, code } = end;
			const facts = await this.tracing.facts(this.sequence.run, this.#moments, { at, reason, code, deadlock: false });
			if (facts) {
				this.sequence.send({ kind: 'trace', moments: [], raw: '', message: '', facts });
			}
		}
		this.sequence.send(end);
	}

	#detail({ at, reason, code, key }: Ended): Detail {
		const values = { code, seconds: limits.wall / 1000, kib: limits.output >> 10 };
		return { kind: 'end', at, reason, code, message: key === undefined ? '' : message(this.request.lang, key, values) };
	}
}
