import type { Lang } from '../config';
import type { WorkerLike } from './browser';
import type { Detail } from '../../contract/run';
import type { End, Facts } from '../../contract/facts';
import { message } from '../../contract/message';
import type { Moment } from '../../contract/moment';
import type { FromWorker, ToTraceReader, TracePiece } from '../../contract/protocol';

/** How long, in milliseconds, the end of a run waits for the last of its trace. */
const patience = 5000;

/** The trace of one run, which somebody reads. */
export interface Trace {
	feed(piece: TracePiece): void;
	/** The run has ended so. Resolves once all that can be told has been told, the facts last. */
	finish(end: End): Promise<void>;
}

interface Listener {
	lang: Lang;
	tell: (detail: Detail & { kind: 'trace' }) => void;
	done: () => void;
}

/** Reads the traces of a page's runs: in a worker, which is started for the first of them and stays. */
export class Tracing {
	#worker: WorkerLike | undefined;
	/** Who is told, by the names of the runs of which something has been read. */
	readonly #listeners = new Map<string, Listener>();

	/** `url` is the address of the module that reads traces. */
	constructor(
		readonly url: string,
		readonly newWorker: () => WorkerLike,
	) {}

	/** Begins to read the trace of the run of that name. */
	open(run: string, lang: Lang, tell: Listener['tell']): Trace {
		const listener: Listener = { lang, tell, done: () => {} };
		const worker = this.warm();
		return {
			feed: (piece) => {
				if (worker === this.#worker) {
					this.#listeners.set(run, listener);
					worker.postMessage({ kind: 'read', id: run, lang, piece }, []);
				}
			},
			finish: (end) => {
				if (worker !== this.#worker) {
					lose(listener, gone);
					return Promise.resolve();
				}
				return this.#last(worker, listener, { kind: 'finish', id: run, end });
			},
		};
	}

	/** Resolves to the facts of a run that is not read from a trace: of all its moments, and how it ended; to undefined where they cannot be made. */
	async facts(run: string, moments: Moment[], end: End): Promise<Facts | undefined> {
		let facts: Facts | undefined;
		const listener: Listener = { lang: 'en', tell: (told) => (facts = told.facts), done: () => {} };
		await this.#last(this.warm(), listener, { kind: 'sum', id: run, moments, end });
		return facts;
	}

	/** Asks the worker for the last of a run, and resolves when that has come, or can come no more. */
	#last(worker: WorkerLike, listener: Listener, message: ToTraceReader & { id: string }): Promise<void> {
		return new Promise((resolve) => {
			this.#listeners.set(message.id, listener);
			const late = setTimeout(() => listener.done(), patience);
			listener.done = () => {
				clearTimeout(late);
				this.#listeners.delete(message.id);
				resolve();
			};
			worker.postMessage(message, []);
		});
	}

	/** Sees to it that there is a worker, and that it has the module soon. */
	warm(): WorkerLike {
		if (this.#worker === undefined) {
			const worker = this.newWorker();
			worker.onmessage = ({ data }) => this.#receive(data);
			worker.onerror = ({ message }) => {
				worker.terminate();
				this.#worker = undefined; // the next run tries again
				for (const listener of this.#listeners.values()) {
					lose(listener, message || gone);
					listener.done();
				}
				this.#listeners.clear();
			};
			worker.postMessage({ kind: 'prepare', url: this.url }, []);
			this.#worker = worker;
		}
		return this.#worker;
	}

	#receive(data: FromWorker): void {
		if (data.kind !== 'told') {
			return;
		}
		const listener = this.#listeners.get(data.id);
		const { moments, raw, message, facts } = data;
		if (moments.length > 0 || raw.length > 0 || message !== '' || facts) {
			listener?.tell({ kind: 'trace', moments, raw: base64(raw), message, ...(facts && { facts }) });
		}
		if (listener && data.failure !== '') {
			lose(listener, data.failure);
		}
		if (data.last) {
			listener?.done();
		}
	}
}

/** Why a trace is not read whose worker has failed earlier. */
const gone = 'its reader has failed';

/** Tells that no more of a trace can be read. */
function lose({ lang, tell }: Listener, detail: string): void {
	tell({ kind: 'trace', moments: [], raw: '', message: message(lang, 'trace.broken', { detail }) });
}

function base64(bytes: Uint8Array): string {
	let text = '';
	for (let at = 0; at < bytes.length; at += chunk) {
		text += String.fromCharCode(...bytes.subarray(at, at + chunk));
	}
	return btoa(text);
}

/** So many arguments a call can have anywhere. */
const chunk = 8 << 10;
