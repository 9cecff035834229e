import type { Facts } from '../../contract/facts';
import type { Lang } from '../../contract/run';
import { type Fetch, fetchModule } from '../../load/fetching';
import { startLibrary } from '../go/library';
import type { Moment } from '../../contract/moment';
import type { End, FromReader, ToReader, TracePiece } from '../../contract/protocol';

/** What a piece of a trace tells, why no more of it can be told, or '', and at the end the facts of all. */
export interface Told {
	moments: Moment[];
	message: string;
	facts?: Facts;
}

/** The functions of wasm/page/trace. Arguments and answers are JSON; a module that has died answers nothing. */
export interface Module {
	/** Begins to read a trace. */
	readTrace(lang: Lang): Reading;
	/** Returns the facts of moments. */
	facts(moments: string, end: string): string | undefined;
	/** Returns moments without times and numbers, and how such a text differs from a wanted one: both for tests. */
	reduce(moments: string): string;
	differ(got: string, want: string): string;
}

/** A trace that is being read. Its answers are a Told. */
interface Reading {
	feed(piece: Uint8Array, writes: string): string | undefined;
	close(whole: boolean, end: string): string | undefined;
}

/** Starts the module of wasm/page/trace. */
export async function startReader(module: WebAssembly.Module): Promise<Module> {
	const global = await startLibrary(module);
	if (typeof global['readTrace'] !== 'function') {
		throw new Error('the reader of traces did not start');
	}
	return global as unknown as Module;
}

/** Fetches the module and starts it. */
export async function loadReader(fetch: Fetch, url: string, twin: string): Promise<Module> {
	return startReader(await fetchModule(fetch, url, twin));
}

/** A run's trace: what has been read of it and is not yet told. */
interface Trace {
	module: Promise<Module>;
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
	#module: Promise<Module> | undefined;

	constructor(
		readonly load: (url: string) => Promise<Module>,
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
				void this.#finish(message.id, message.end);
				break;
			case 'sum':
				void this.#sum(message);
		}
	}

	#open(id: string, lang: Lang): Trace {
		const module = this.#loaded();
		const reading = module.then((loaded) => loaded.readTrace(lang));
		const trace: Trace = { module, reading, raw: [], whole: false, failed: false };
		this.#traces.set(id, trace);
		return trace;
	}

	/** Returns the module, which is loaded unless there is one that works. */
	#loaded(): Promise<Module> {
		if (this.#module === undefined) {
			const module = this.load(this.#url);
			module.catch(() => this.#abandon(module));
			this.#module = module;
		}
		return this.#module;
	}

	/** Has the next trace read by another module. */
	#abandon(module: Promise<Module>): void {
		if (this.#module === module) {
			this.#module = undefined;
		}
	}

	async #read(id: string, trace: Trace, { bytes, writes, whole }: TracePiece): Promise<void> {
		trace.raw.push(bytes);
		trace.whole = whole;
		await this.#tell(id, trace, (reading) => reading.feed(bytes, JSON.stringify(writes)), false);
	}

	async #finish(id: string, end: End): Promise<void> {
		const trace = this.#traces.get(id);
		if (trace === undefined) {
			this.post({ kind: 'told', id, moments: [], raw: new Uint8Array(0), message: '', failure: '', last: true });
			return;
		}
		this.#traces.delete(id);
		await this.#tell(id, trace, (reading) => reading.close(trace.whole, JSON.stringify(end)), true);
	}

	/** Posts the facts of moments; none where they cannot be made. */
	async #sum({ id, moments, end }: ToReader & { kind: 'sum' }): Promise<void> {
		const told: FromReader = {
			kind: 'told',
			id,
			moments: [],
			raw: new Uint8Array(0),
			message: '',
			failure: '',
			last: true,
		};
		const module = this.#loaded();
		try {
			const facts = answered((await module).facts(JSON.stringify(moments), JSON.stringify(end)));
			this.post({ ...told, facts: JSON.parse(facts) as Facts });
		} catch (error) {
			console.error(error);
			this.#abandon(module);
			this.post(told);
		}
	}

	/** Posts what reading tells, with the bytes that tell it. */
	async #tell(
		id: string,
		trace: Trace,
		read: (reading: Reading) => string | undefined,
		last: boolean,
	): Promise<void> {
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
			return { ...(JSON.parse(answered(read(reading))) as Told), failure: '' };
		} catch (error) {
			if (trace.failed) {
				return nothing;
			}
			console.error(error);
			trace.failed = true;
			this.#abandon(trace.module);
			return { ...nothing, failure: String(error) };
		}
	}
}

/** Returns an answer of the module; it throws where there is none. */
function answered(answer: string | undefined): string {
	if (answer === undefined) {
		throw new Error('the reader of traces has died');
	}
	return answer;
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
