import type { Facts } from '../../contract/facts';
import type { Moment } from '../../contract/moment';
import type { End, FromReader, ToReader, TracePiece } from '../../contract/protocol';
import type { Detail, Lang } from '../../contract/run';
import type { Config } from '../config';
import { message } from './sentence';
import { type WorkerOf, workersOf } from './workers';

/** How long, in milliseconds, the end of a run waits for the rest of its trace. */
const patience = 5000;

/** The trace of one run, which is being read. */
export interface Trace {
	feed(piece: TracePiece): void;
	/** The run has ended. Resolves once all moments have been emitted, the facts last. */
	finish(end: End): Promise<void>;
}

/** A run that waits for more of its trace. */
interface Waiting {
	lang: Lang;
	emit: (detail: Detail & { kind: 'trace' }) => void;
	done: () => void;
}

/** Reads the traces of a page's runs: in a worker, which is started for the first of them and stays. */
export class Tracing {
	#worker: WorkerOf<'reader'> | undefined;
	/** The runs with a trace, by their names. */
	readonly #waiting = new Map<string, Waiting>();

	/** `url` is the address of the module that reads traces. */
	constructor(
		readonly url: string,
		readonly newWorker: () => WorkerOf<'reader'>,
	) {}

	/** Begins to read the trace of the run of that name. */
	open(name: string, lang: Lang, emit: Waiting['emit']): Trace {
		const run: Waiting = { lang, emit, done: () => {} };
		const worker = this.warm();
		return {
			feed: (piece) => {
				if (worker === this.#worker) {
					this.#waiting.set(name, run);
					worker.postMessage({ kind: 'read', id: name, lang, piece });
				}
			},
			finish: (end) => {
				if (worker !== this.#worker) {
					lose(run, gone);
					return Promise.resolve();
				}
				return this.#last(worker, run, { kind: 'finish', id: name, end });
			},
		};
	}

	/**
	 * Resolves to the facts of a run without an execution trace, by all of its moments and its end; to undefined if
	 * they cannot be made.
	 */
	async facts(name: string, moments: Moment[], end: End): Promise<Facts | undefined> {
		let facts: Facts | undefined;
		const run: Waiting = { lang: 'en', emit: (detail) => (facts = detail.facts), done: () => {} };
		await this.#last(this.warm(), run, { kind: 'sum', id: name, moments, end });
		return facts;
	}

	/**
	 * Requests the last message of a run from the worker, and resolves when it has arrived, or cannot arrive any
	 * more.
	 */
	#last(worker: WorkerOf<'reader'>, run: Waiting, message: ToReader & { id: string }): Promise<void> {
		return new Promise((resolve) => {
			this.#waiting.set(message.id, run);
			const late = setTimeout(() => run.done(), patience);
			run.done = () => {
				clearTimeout(late);
				this.#waiting.delete(message.id);
				resolve();
			};
			worker.postMessage(message);
		});
	}

	/** Starts the worker, unless there is one, and has it load the module. */
	warm(): WorkerOf<'reader'> {
		if (this.#worker === undefined) {
			const worker = this.newWorker();
			worker.onmessage = ({ data }) => this.#receive(data);
			worker.onerror = ({ message }) => {
				worker.terminate();
				this.#worker = undefined; // the next run tries again
				for (const run of this.#waiting.values()) {
					lose(run, message || gone);
					run.done();
				}
				this.#waiting.clear();
			};
			worker.postMessage({ kind: 'prepare', url: this.url });
			this.#worker = worker;
		}
		return this.#worker;
	}

	#receive(data: FromReader): void {
		const run = this.#waiting.get(data.id);
		const { moments, raw, message, facts } = data;
		if (moments.length > 0 || raw.length > 0 || message !== '' || facts) {
			run?.emit({ kind: 'trace', moments, raw: base64(raw), message, ...(facts && { facts }) });
		}
		if (run && data.failure !== '') {
			lose(run, data.failure);
		}
		if (data.last) {
			run?.done();
		}
	}
}

/** Returns the reader of a page's traces. */
export function tracing(config: Config): Tracing {
	const start = workersOf(config);
	return new Tracing(config.assets.trace, () => start('reader'));
}

/** The reason for a trace whose worker has failed earlier. */
const gone = 'its reader has failed';

/** Emits that the rest of a trace cannot be read. */
function lose({ lang, emit }: Waiting, detail: string): void {
	emit({ kind: 'trace', moments: [], raw: '', message: message(lang, 'trace.broken', { detail }), missed: true });
}

function base64(bytes: Uint8Array): string {
	let text = '';
	for (let at = 0; at < bytes.length; at += chunk) {
		text += String.fromCharCode(...bytes.subarray(at, at + chunk));
	}
	return btoa(text);
}

/** The number of arguments that a call may have in every browser. */
const chunk = 8 << 10;
