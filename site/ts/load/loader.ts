import { type Fetch, fetchFile, hashes } from './fetching';
import { type Description, type File, keptCache } from './description';

/** How often a file is asked for that does not arrive whole. */
const attempts = 3;

/** Told of each step: bytes of what was asked for have arrived, compressed, of so many. */
export type Progress = (bytes: number, total: number) => void;

/**
 * Loads the toolchain's files. They come by way of the browser's own cache,
 * which has the files that have arrived before, and keeps what was compiled of a
 * module over a restart; where that fails, from what was kept for offline use.
 */
export class Loader {
	#total = 0;
	#arrived = 0;

	constructor(
		readonly fetch: Fetch,
		/** The address of the description, which the files lie beside. */
		readonly url: string,
		/** What follows the names of the files' gzipped twins, or "". */
		readonly twin: string,
		readonly progress: Progress,
	) {}

	async description(): Promise<Description> {
		try {
			return (await (await this.#answer(this.url, '')).json()) as Description;
		} catch {
			return (await (await this.#answer(this.url, '', { cache: 'reload' })).json()) as Description;
		}
	}

	/** Announces files, so that the total is known from the start. */
	expect(files: File[]): void {
		for (const { packed } of files) {
			this.#total += packed;
		}
	}

	/**
	 * Returns a file's content; one that is `known` has been verified before. It rejects where that cannot
	 * be had whole, and then no longer expects it.
	 */
	async bytes(file: File, known = false): Promise<Uint8Array<ArrayBuffer>> {
		let last: unknown;
		for (let attempt = 1; attempt <= attempts; attempt++) {
			// What has come broken would come so again from the browser's cache.
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
	 * Returns a module. One that is `known` has been here before: it is not
	 * verified again, and is compiled as it streams in from the browser's cache,
	 * or not at all where the browser has kept what it had compiled.
	 */
	async module(file: File, known: boolean): Promise<WebAssembly.Module> {
		const content = known ? undefined : await this.bytes(file);
		try {
			// Only so do browsers keep what they have compiled.
			const module = await WebAssembly.compileStreaming(await this.#answer(this.#address(file), this.twin));
			if (content === undefined) {
				this.#arrive(file.packed);
			}
			return module;
		} catch {
			return WebAssembly.compile(content ?? (await this.bytes(file)));
		}
	}

	/** Reads a file, and counts in `came` what it tells to have arrived. */
	async #read(file: File, init: RequestInit, came: { bytes: number }): Promise<Uint8Array<ArrayBuffer>> {
		const response = await this.#answer(this.#address(file), this.twin, init);
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
			throw new Error(`${file.file} has ${size} bytes of ${file.size}`);
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

	/** Returns a good answer for an address: from the network, or from what was kept. */
	async #answer(url: string, twin: string, init: RequestInit = {}): Promise<Response> {
		let failure: unknown;
		try {
			const response = await fetchFile(this.fetch, url, twin, init);
			if (response.ok) {
				return response;
			}
			failure = new Error(`${url}: status ${response.status}`);
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

/** A file has arrived, but not as it should. */
class Damaged extends Error {}

/** Holds a file's content to its hash, where the browser can: it does so on https and on this machine. */
async function verify(file: File, content: Uint8Array<ArrayBuffer>): Promise<void> {
	const { subtle } = crypto as { subtle?: SubtleCrypto };
	if (subtle === undefined) {
		return;
	}
	if (!(await hashes(content, file.sha256))) {
		throw new Damaged(`${file.file} has another hash than ${file.sha256}`);
	}
}

/** Some browsers refuse even to be asked for a cache. */
async function keptAnswer(url: string): Promise<Response | undefined> {
	try {
		return await (await caches.open(keptCache)).match(url);
	} catch {
		return undefined;
	}
}
