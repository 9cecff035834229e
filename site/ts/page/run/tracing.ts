import type { FromReader, TracePiece } from '../../contract/protocol';
import type { Detail, Lang } from '../../contract/run';
import { message } from './sentence';
import type { WorkerOf } from './workers';

/** How long, in milliseconds, the end of a run waits for the last of its trace. */
const patience = 5000;

/** The trace of one run, which somebody reads. */
export interface Trace {
	feed(piece: TracePiece): void;
	/** Resolves once all that can be told has been told. */
	finish(): Promise<void>;
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
	/** The runs of which something has been read, by their names. */
	readonly #waiting = new Map<string, Waiting>();

	/** `url` is the address of the module that reads traces. */
	constructor(
		readonly url: string,
		readonly newWorker: () => WorkerOf<'reader'>,
	) {}

	/** Begins to read the trace of the run of that name. */
	open(name: string, lang: Lang, emit: Waiting['emit']): Trace {
		const run: Waiting = { lang, emit, done: () => {} };
		const worker = this.#open();
		return {
			feed: (piece) => {
				if (worker === this.#worker) {
					this.#waiting.set(name, run);
					worker.postMessage({ kind: 'read', id: name, lang, piece });
				}
			},
			finish: () =>
				new Promise((resolve) => {
					if (worker !== this.#worker) {
						lose(run, gone);
						resolve();
						return;
					}
					this.#waiting.set(name, run);
					const late = setTimeout(() => run.done(), patience);
					run.done = () => {
						clearTimeout(late);
						this.#waiting.delete(name);
						resolve();
					};
					worker.postMessage({ kind: 'finish', id: name });
				}),
		};
	}

	#open(): WorkerOf<'reader'> {
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
		if (data.moments.length > 0 || data.raw.length > 0 || data.message !== '') {
			run?.emit({ kind: 'trace', moments: data.moments, raw: base64(data.raw), message: data.message });
		}
		if (run && data.failure !== '') {
			lose(run, data.failure);
		}
		if (data.last) {
			run?.done();
		}
	}
}

/** Why a trace is not read whose worker has failed earlier. */
const gone = 'its reader has failed';

/** Emits that no more of a trace can be read. */
function lose({ lang, emit }: Waiting, detail: string): void {
	emit({ kind: 'trace', moments: [], raw: '', message: message(lang, 'trace.broken', { detail }) });
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
