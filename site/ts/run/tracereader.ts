import type { Lang } from '../config';
import { type Fetch, fetchFile } from './fetching';
import { startLibrary } from './library';
import type { Moment } from './moment';
import type { FromWorker, ToTraceReader, TracePiece } from './protocol';

/** What a piece of a trace tells, and why no more of it can be told, or ''. */
export interface Told {
	moments: Moment[];
	message: string;
}

/** A trace that is being read: an object of wasm/timeline/js. Its answers are a Told as JSON. */
interface Reading {
	feed(piece: Uint8Array, writes: string): string;
	close(whole: boolean): string;
}

/** Starts the module of wasm/timeline/js. It returns what begins to read a trace. */
export async function startReader(module: WebAssembly.Module): Promise<(lang: Lang) => Reading> {
	const { timeline } = await startLibrary(module);
	if (typeof timeline !== 'function') {
		throw new Error('the reader of traces did not start');
	}
	return timeline as (lang: Lang) => Reading;
}

/** A run's trace: what has been read of it and is not yet told. */
interface Trace {
	reading: Promise<Reading>;
	raw: Uint8Array[];
	whole: boolean;
}

/** The part of a worker that reads the traces of programs, in the order in which their pieces come. */
export class TraceReader {
	readonly #traces = new Map<string, Trace>();
	#begin: Promise<(lang: Lang) => Reading> | undefined;

	constructor(
		readonly fetch: Fetch,
		readonly twin: string,
		readonly post: (message: FromWorker) => void,
	) {}

	/** Takes a message from the page. */
	receive(message: ToTraceReader): void {
		if (message.kind === 'read') {
			const { id, piece } = message;
			const trace = this.#traces.get(id) ?? this.#open(message);
			void this.#read(id, trace, piece);
		} else {
			void this.#finish(message.id);
		}
	}

	#open({ id, url, lang }: ToTraceReader & { kind: 'read' }): Trace {
		this.#begin ??= this.#load(url);
		const trace: Trace = { reading: this.#begin.then((begin) => begin(lang)), raw: [], whole: false };
		trace.reading.catch(() => {
			this.#begin = undefined; // to be tried again
		});
		this.#traces.set(id, trace);
		return trace;
	}

	async #load(url: string): Promise<(lang: Lang) => Reading> {
		return startReader(await WebAssembly.compileStreaming(await fetchFile(this.fetch, url, this.twin)));
	}

	async #read(id: string, trace: Trace, { bytes, writes, whole }: TracePiece): Promise<void> {
		trace.raw.push(bytes);
		trace.whole = whole;
		await this.#tell(id, trace, (reading) => reading.feed(bytes, JSON.stringify(writes)), false);
	}

	async #finish(id: string): Promise<void> {
		const trace = this.#traces.get(id);
		if (trace === undefined) {
			this.post({ kind: 'told', id, moments: [], raw: new Uint8Array(0), message: '', last: true });
			return;
		}
		this.#traces.delete(id);
		await this.#tell(id, trace, (reading) => reading.close(trace.whole), true);
	}

	/** Posts what reading tells, with the bytes that tell it. */
	async #tell(id: string, trace: Trace, read: (reading: Reading) => string, last: boolean): Promise<void> {
		let told: Told = { moments: [], message: '' };
		try {
			told = JSON.parse(read(await trace.reading)) as Told;
		} catch (error) {
			console.error(error);
		}
		if (last || told.moments.length > 0 || told.message !== '') {
			this.post({ kind: 'told', id, ...told, raw: concat(trace.raw), last });
			trace.raw = [];
		}
	}
}

function concat(pieces: Uint8Array[]): Uint8Array {
	const all = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
	let at = 0;
	for (const piece of pieces) {
		all.set(piece, at);
		at += piece.length;
	}
	return all;
}
