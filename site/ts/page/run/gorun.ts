import { slowness } from '../../contract/slowness';
import type { Run, Start } from '../../contract/run';
import type { WorkerLike } from './browser';
import { limits } from '../../contract/limits';
import { message, type MessageKey } from '../../contract/message';
import type { Ended, FromWorker } from '../../contract/protocol';
import type { Sequence } from './sequence';
import type { Trace } from './tracing';

/** What a run tells its carrier. */
export interface Listener {
	/** The run needs less of the machine now: it waits, or has ended. It may be told more than once. */
	idle: () => void;
	/** The server that was to build the program cannot be reached; the result says whether it is built elsewhere. */
	unreachable: () => boolean;
	/** Its worker has failed before the program began, as one does whose script was cut off: it is to get another, and the program once more. */
	again: () => void;
	/** The run has ended; started: its program had. */
	ended: (started: boolean) => void;
}

/** Where a program is built; undefined: as published, it is built already. */
export type Builder = 'page' | 'server' | undefined;

/** A run in a worker of its own, which is thrown away with it. */
export class WorkerRun implements Run {
	#worker: WorkerLike | undefined;
	#builder: Builder;
	/** When the program started, in milliseconds; undefined before. */
	#begun: number | undefined;
	/** The latest time on the program's clock that has been heard of. */
	#at = 0;
	#timer: ReturnType<typeof setTimeout> | undefined;
	/** Whether it has had a worker that failed. */
	#retried = false;
	/** Whether the program is over, though not all of its trace may have been told. */
	#over = false;

	constructor(
		readonly request: Start,
		readonly sequence: Sequence,
		readonly listener: Listener,
		/** Where the program is traced. */
		readonly trace?: Trace,
	) {}

	/** Runs the program that will come through the port in that worker, in place of the one before. */
	use(worker: WorkerLike, port: MessagePort, builder: Builder): void {
		this.#worker?.terminate();
		this.#worker = worker;
		this.#builder = builder;
		worker.onmessage = ({ data }) => this.#receive(data);
		worker.onerror = () => {
			if (this.#over || this.#begun !== undefined || this.#retried) {
				this.#fail();
			} else {
				this.#retried = true;
				this.listener.again();
			}
		};
		worker.postMessage({ kind: 'run', clock: this.request.clock, trace: this.trace !== undefined, limits, port }, [port]);
		if (builder !== undefined) {
			queueMicrotask(() => {
				if (!this.#over) {
					this.sequence.send({ kind: 'building', by: builder });
				}
			});
		}
	}

	stop(): void {
		this.#end({ kind: 'end', at: this.#now(), reason: 'stopped', code: 0, key: 'stopped' });
	}

	stdin(text: string): void {
		if (!this.#over) {
			this.#worker?.postMessage({ kind: 'stdin', text }, []);
		}
	}

	/** Where the program would have come from is gone. */
	unsupplied(why: 'timeout' | 'failed', builders: Builder[]): void {
		if (this.#begun !== undefined || !builders.includes(this.#builder)) {
			return;
		}
		if (why === 'timeout') {
			this.#end({ kind: 'end', at: 0, reason: 'timeout', code: 0, key: 'timeout.build' });
		} else if (this.#builder === 'page') {
			this.#end({ kind: 'end', at: 0, reason: 'internal', code: 0, key: 'compiler' });
		} else {
			this.#fail();
		}
	}

	#fail(): void {
		this.#end({ kind: 'end', at: this.#at, reason: 'internal', code: 0, key: 'internal' });
	}

	#receive(data: FromWorker): void {
		if (this.#over) {
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
			case 'traced':
				this.trace?.feed(data.piece);
				break;
			case 'end':
				if (data.key === 'unreachable' && this.#builder === 'server' && this.listener.unreachable()) {
					break;
				}
				this.#end(data);
				break;
		}
	}

	/** The time on the program's clock, as far as the page can know it. */
	#now(): number {
		if (this.request.clock === 'virtual' || this.#begun === undefined) {
			return this.#at;
		}
		return Math.max(this.#at, Math.round((performance.now() - this.#begun) / (this.request.clock === 'slow' ? slowness : 1)));
	}

	#end({ at, reason, code, key, message: text = '' }: Ended): void {
		if (this.#over) {
			return;
		}
		this.#over = true;
		clearTimeout(this.#timer);
		this.#worker?.terminate();
		this.listener.ended(this.#begun !== undefined);
		if (key !== undefined) {
			text = message(this.request.lang, key, valuesOf(key, code));
		}
		const send = (): void => {
			this.sequence.send({ kind: 'end', at, reason, code, message: text });
			this.listener.idle();
		};
		if (this.trace && this.#begun !== undefined) {
			void this.trace.finish({ at, reason, code, deadlock: key === 'deadlock' }).then(send);
		} else {
			send();
		}
	}
}

/** Returns what a sentence about a limit names. */
function valuesOf(key: MessageKey, code: number): Record<string, number> {
	switch (key) {
		case 'timeout.build':
			return { seconds: limits.build / 1000 };
		case 'memory.build':
			return { mib: limits.buildMemory >> 20 };
		case 'refused.binary':
			return { mib: limits.binary >> 20 };
		default:
			return { code, seconds: limits.wall / 1000, mib: limits.memory >> 20, kib: limits.output >> 10 };
	}
}
