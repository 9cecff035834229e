import type { Lang } from '../../contract/run';
import { type Fetch, fetchFile } from '../../load/fetching';
import { startLibrary } from '../go/library';
import type { Moment } from '../../contract/moment';
import type { FromReader, ToReader, TracePiece } from '../../contract/protocol';

/** What a piece of a trace tells, and why no more of it can be told, or ''. */
export interface Told {
	moments: Moment[];
	message: string;
}

/** A trace that is being read: an object of wasm/timeline/js. Its answers are a Told as JSON; a module that has died answers nothing. */
interface Reading {
	feed(piece: Uint8Array, writes: string): string | undefined;
	close(whole: boolean): string | undefined;
}

/** Begins to read a trace. */
export type Begin = (lang: Lang) => Reading;

/** Starts the module of wasm/timeline/js. */
export async function startReader(module: WebAssembly.Module): Promise<Begin> {
	const { timeline } = await startLibrary(module);
	if (typeof timeline !== 'function') {
		throw new Error('the reader of traces did not start');
	}
	return timeline as Begin;
}

/** Fetches the module and starts it. */
export async function loadReader(fetch: Fetch, url: string, twin: string): Promise<Begin> {
	return startReader(await WebAssembly.compileStreaming(await fetchFile(fetch, url, twin)));
}

/** A run's trace: what has been read of it and is not yet told. */
interface Trace {
	begin: Promise<Begin>;
	reading: Promise<Reading>;
	raw: Uint8Array[];
	whole: boolean;
	/** Whether what reads it has failed: the rest is kept, and tells nothing. */
	failed: boolean;
}

/** The part of a worker that reads the traces of programs, in the order in which their pieces come. */
export class TraceReader {
	readonly #traces = new Map<string, Trace>();
	#url = '';
	#begin: Promise<Begin> | undefined;

	constructor(
		readonly load: (url: string) => Promise<Begin>,
		readonly post: (message: FromReader) => void,
	) {}

	/** Takes a message from the page. */
	receive(message: ToReader): void {
		switch (message.kind) {
			case 'prepare':
				this.#url = message.url;
				void this.#loaded();
				break;
			case 'read': {
				const { id, lang, piece } = message;
				void this.#read(id, this.#traces.get(id) ?? this.#open(id, lang), piece);
				break;
			}
			case 'finish':
				void this.#finish(message.id);
		}
	}

	#open(id: string, lang: Lang): Trace {
		const begin = this.#loaded();
		const trace: Trace = { begin, reading: begin.then((begin) => begin(lang)), raw: [], whole: false, failed: false };
		this.#traces.set(id, trace);
		return trace;
	}

	/** Returns the module, which is loaded unless there is one that works. */
	#loaded(): Promise<Begin> {
		if (this.#begin === undefined) {
			const begin = this.load(this.#url);
			begin.catch(() => this.#abandon(begin));
			this.#begin = begin;
		}
		return this.#begin;
	}

	/** Has the next trace read by another module. */
	#abandon(begin: Promise<Begin>): void {
		if (this.#begin === begin) {
			this.#begin = undefined;
		}
	}

	async #read(id: string, trace: Trace, { bytes, writes, whole }: TracePiece): Promise<void> {
		trace.raw.push(bytes);
		trace.whole = whole;
		await this.#tell(id, trace, (reading) => reading.feed(bytes, JSON.stringify(writes)), false);
	}

	async #finish(id: string): Promise<void> {
		const trace = this.#traces.get(id);
		if (trace === undefined) {
			this.post({ kind: 'told', id, moments: [], raw: new Uint8Array(0), message: '', failure: '', last: true });
			return;
		}
		this.#traces.delete(id);
		await this.#tell(id, trace, (reading) => reading.close(trace.whole), true);
	}

	/** Posts what reading tells, with the bytes that tell it. */
	async #tell(id: string, trace: Trace, read: (reading: Reading) => string | undefined, last: boolean): Promise<void> {
		const told = await this.#ask(trace, read);
		if (last || told.moments.length > 0 || told.message !== '' || told.failure !== '') {
			this.post({ kind: 'told', id, ...told, raw: concat(trace.raw), last });
			trace.raw = [];
		}
	}

	/** Has the module read on; after it has failed there is nothing more. */
	async #ask(trace: Trace, read: (reading: Reading) => string | undefined): Promise<Told & { failure: string }> {
		const nothing = { moments: [], message: '', failure: '' };
		try {
			const reading = await trace.reading;
			if (trace.failed) {
				return nothing;
			}
			const answer = read(reading);
			if (answer === undefined) {
				throw new Error('the reader of traces has died');
			}
			return { ...(JSON.parse(answer) as Told), failure: '' };
		} catch (error) {
			if (trace.failed) {
				return nothing;
			}
			console.error(error);
			trace.failed = true;
			this.#abandon(trace.begin);
			return { ...nothing, failure: String(error) };
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
