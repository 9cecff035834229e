import { ChangedError } from '../contract/offline';
import { type Fetch, hashes, notOurs } from './fetching';
import { type Description, type File, keptCache } from './description';
import { fetchParts } from './parts';

/** The number of attempts to load a file. */
const attempts = 3;

/** Called at each step with the compressed bytes that have arrived, and their total. */
export type Progress = (bytes: number, total: number) => void;

/**
 * Loads the toolchain's files, through the browser's HTTP cache, which has earlier files and keeps a module's
 * compiled code over a restart; without a network, from the cache for offline use.
 */
export class Loader {
	#total = 0;
	#arrived = 0;

	constructor(
		readonly fetch: Fetch,
		/** The address of the description; the files are beside it. */
		readonly url: string,
		/** The suffix of gzipped twins, or "". */
		readonly twin: string,
		readonly progress: Progress,
	) {}

	async description(): Promise<Description> {
		try {
			return (await (await this.#answer(this.url)).json()) as Description;
		} catch {
			const text = await (await this.#answer(this.url, 0, { cache: 'reload' })).text();
			try {
				return JSON.parse(text) as Description;
			} catch {
				throw new ChangedError(`${this.url} is no description`);
			}
		}
	}

	/** Announces files, so that the total is known from the start. */
	expect(files: File[]): void {
		for (const { packed } of files) {
			this.#total += packed;
		}
	}

	/**
	 * Returns a file's content; if it is `known` it has been verified before. It rejects if the file cannot be loaded
	 * whole, and then no longer expects it.
	 */
	async bytes(file: File, known = false): Promise<Uint8Array<ArrayBuffer>> {
		let last: unknown;
		for (let attempt = 1; attempt <= attempts; attempt++) {
			// A damaged file would come damaged from the HTTP cache again.
			const reload = last instanceof Damaged || attempt === attempts;
			const came = { bytes: 0 };
			try {
				const content = await this.#read(file, reload ? { cache: 'reload' } : {}, came);
				if (!known) {
					await verify(file, content);
				}
				return content;
			} catch (error) {
				last = error;
				this.#arrive(-came.bytes);
			}
		}
		this.#total -= file.packed;
		this.#arrive(0);
		throw last;
	}

	/**
	 * Returns a module. A `known` one has been loaded before: it is not verified again, and is compiled as it streams
	 * in from the HTTP cache, or not at all if the browser has kept its compiled code.
	 */
	async module(file: File, known: boolean): Promise<WebAssembly.Module> {
		const content = known ? undefined : await this.bytes(file);
		try {
			// Browsers keep compiled code only with streaming.
			const module = await WebAssembly.compileStreaming(await this.#answer(this.#address(file), file.size));
			if (content === undefined) {
				this.#arrive(file.packed);
			}
			return module;
		} catch {
			return WebAssembly.compile(content ?? (await this.bytes(file)));
		}
	}

	/** Reads a file, and adds the bytes that have arrived to `came`. */
	async #read(file: File, init: RequestInit, came: { bytes: number }): Promise<Uint8Array<ArrayBuffer>> {
		const response = await this.#answer(this.#address(file), file.size, init);
		const content = new Uint8Array(file.size);
		let size = 0;
		for (const reader = response.body!.getReader(); ;) {
			const { done, value } = await reader.read();
			if (done) {
				break;
			}
			if (size + value.length > file.size) {
				void reader.cancel();
				throw new Damaged(`${file.file} is longer than ${file.size} bytes`);
			}
			content.set(value, size);
			size += value.length;
			const bytes = (value.length * file.packed) / file.size;
			came.bytes += bytes;
			this.#arrive(bytes);
		}
		if (size < file.size) {
			throw new ChangedError(`${file.file} has ${size} bytes of ${file.size}`);
		}
		return content;
	}

	#arrive(bytes: number): void {
		this.#arrived += bytes;
		this.progress(Math.round(this.#arrived), this.#total);
	}

	#address(file: File): string {
		return new URL(file.file, this.url).href;
	}

	/** Returns a response without an error: from the network, or from the cache for offline use. */
	async #answer(url: string, size = 0, init: RequestInit = {}): Promise<Response> {
		let failure: unknown;
		try {
			const response = await fetchParts(this.fetch, url, size, this.twin, init);
			if (response.ok) {
				return response;
			}
			failure = notOurs(url, response);
		} catch (error) {
			failure = error;
		}
		const kept = await keptAnswer(url);
		if (kept === undefined) {
			throw failure;
		}
		return kept;
	}
}

/** A file has arrived damaged. */
class Damaged extends ChangedError {}

/** Checks a file's content against its hash, if the browser has crypto.subtle: on https and on localhost. */
async function verify(file: File, content: Uint8Array<ArrayBuffer>): Promise<void> {
	const { subtle } = crypto as { subtle?: SubtleCrypto };
	if (subtle === undefined) {
		return;
	}
	if (!(await hashes(content, file.sha256))) {
		throw new Damaged(`${file.file} has another hash than ${file.sha256}`);
	}
}

/** In some browsers the access to `caches` itself throws. */
async function keptAnswer(url: string): Promise<Response | undefined> {
	try {
		return await (await caches.open(keptCache)).match(url);
	} catch {
		return undefined;
	}
}
