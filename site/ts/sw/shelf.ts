import { type Fetch, fetchFile, hashes, keptHeader } from '../load/fetching';
import { ChangedError, isNamedByContent, type Release, type ReleaseFile, why } from '../contract/offline';

/** How many files are fetched at a time. */
const lanes = 4;

/**
 * The releases that this browser keeps, each in a cache of its own. A release is complete once it has its mark, which
 * is put last; readers get the complete one that was marked last. Others are incomplete, or kept for pages opened
 * before.
 */
export class Shelf {
	readonly #caches: CacheStorage;
	readonly #fetch: Fetch;
	/** The release of this worker's script. */
	readonly release: Release;
	#whole: Promise<Kept | undefined> | undefined;

	constructor(caches: CacheStorage, fetch: Fetch, release: Release) {
		this.#caches = caches;
		this.#fetch = fetch;
		this.release = release;
	}

	/** Returns the release that readers get, if there is one. It is looked for anew where somebody has deleted it. */
	async whole(): Promise<Kept | undefined> {
		this.#whole ??= this.#findWhole();
		const kept = await this.#whole;
		if (kept === undefined || (await this.#caches.has(this.#name(kept.id)))) {
			return kept;
		}
		this.#whole = this.#findWhole();
		return this.#whole;
	}

	/** Returns the response at a path beneath the base, of any release here. */
	async find(path: string): Promise<Response | undefined> {
		for (const id of await this.#ids()) {
			const response = await (await this.#open(id)).match(this.#url(path), { ignoreVary: true });
			if (response) {
				return response;
			}
		}
		return undefined;
	}

	/**
	 * Completes the release, and returns whether it was incomplete before. Progress is in bytes. If it rejects,
	 * readers get the same release as before; fetched files are used the next time, unless there was no room for
	 * them.
	 */
	async fill(signal: AbortSignal, progress: (done: number, total: number) => void): Promise<boolean> {
		const { id, files } = this.release;
		const before = await this.whole();
		if (before?.id === id) {
			return false;
		}
		try {
			await this.#get(files, signal, progress);
			await (
				await this.#open(id)
			).put(this.#url(mark), Response.json({ at: Math.max(Date.now(), (before?.at ?? 0) + 1) }));
		} catch (error) {
			if (why(error) === 'full') {
				await this.#caches.delete(this.#name(id));
			}
			throw error;
		}
		this.#whole = undefined;
		return true;
	}

	/**
	 * Keeps one page, with the files of all pages and its own programs: the page last, so that no page is kept
	 * without its files.
	 */
	async keepPage(path: string, programs: readonly string[], signal: AbortSignal): Promise<void> {
		const { files } = this.release;
		const page = files.filter((file) => file.path === path && file.hash === undefined);
		if (page.length === 0) {
			return;
		}
		const needed = files.filter(
			({ path, hash }) => hash !== undefined && (!/\.(?:wasm|zip)$/.test(path) || programs.includes(path)),
		);
		await this.#get(needed, signal, () => {});
		await this.#get(page, signal, () => {});
	}

	/** Removes the releases that are not in use: open pages still load from theirs. */
	async sweep(inUse: ReadonlySet<string>): Promise<void> {
		const whole = await this.whole();
		for (const id of await this.#ids()) {
			if (id !== whole?.id && id !== this.release.id && !inUse.has(id)) {
				await this.#caches.delete(this.#name(id));
			}
		}
	}

	/** Removes all. */
	async clear(): Promise<void> {
		for (const id of await this.#ids()) {
			await this.#caches.delete(this.#name(id));
		}
		this.#whole = undefined;
	}

	async #get(
		files: readonly ReleaseFile[],
		signal: AbortSignal,
		progress: (done: number, total: number) => void,
	): Promise<void> {
		const cache = await this.#open(this.release.id);
		const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
		const waiting = [...files];
		let done = 0;
		progress(done, total);
		const lane = async (): Promise<void> => {
			for (let file = waiting.shift(); file; file = waiting.shift()) {
				signal.throwIfAborted();
				await this.#put(cache, file, signal);
				done += file.bytes;
				progress(done, total);
			}
		};
		const ended = Array.from({ length: lanes }, () =>
			lane().catch((error: unknown) => {
				waiting.length = 0; // the other lanes finish their current file
				throw error;
			}),
		);
		await Promise.allSettled(ended);
		await Promise.all(ended);
	}

	/**
	 * Puts a file into the cache, unless it is there: a copy of another release's if its name has a hash of its
	 * content.
	 */
	async #put(cache: Cache, file: ReleaseFile, signal: AbortSignal): Promise<void> {
		const url = this.#url(file.path);
		if (await cache.match(url, { ignoreVary: true })) {
			return;
		}
		const copy = isNamedByContent(file.path) ? await this.find(file.path) : undefined;
		await cache.put(url, copy ?? (await this.#fetchWhole(file, signal)));
	}

	async #fetchWhole(file: ReleaseFile, signal: AbortSignal): Promise<Response> {
		let changed = false;
		// The HTTP cache's copy of a file named by its content is right, unless it is damaged.
		for (const cache of isNamedByContent(file.path)
			? (['default', 'reload'] as const)
			: (['no-cache'] as const)) {
			const response = await fetchFile(this.#fetch, this.#url(file.path), this.release.twin, { cache, signal });
			if (response.ok) {
				const body = await response.arrayBuffer();
				if (await this.#isWhole(file, body)) {
					return new Response(body, { headers: keptHeaders(response.headers) });
				}
				changed = true;
			} else {
				changed ||= response.status === 404;
			}
		}
		const text = `${file.path} could not be fetched as it is in release ${this.release.id}`;
		throw changed ? new ChangedError(text) : new Error(text);
	}

	async #isWhole(file: ReleaseFile, body: ArrayBuffer): Promise<boolean> {
		if (file.hash !== undefined) {
			return hashes(body, file.hash);
		}
		// A page ends with its config. What follows that may be left out of HTML, and some hosts do.
		const text = new TextDecoder().decode(body);
		const [, rest] = text.split(`"release":${JSON.stringify(this.release.id)}`, 2);
		return rest?.includes('</script') ?? false;
	}

	async #findWhole(): Promise<Kept | undefined> {
		let latest: Kept | undefined;
		for (const id of await this.#ids()) {
			const cache = await this.#open(id);
			const response = await cache.match(this.#url(mark));
			if (response) {
				const { at } = (await response.json()) as { at: number };
				if (latest === undefined || at > latest.at) {
					latest = { id, cache, at };
				}
			}
		}
		return latest;
	}

	/** The ids of the releases here. */
	async #ids(): Promise<string[]> {
		const prefix = this.#name('');
		return (await this.#caches.keys())
			.filter((name) => name.startsWith(prefix))
			.map((name) => name.slice(prefix.length));
	}

	#open(id: string): Promise<Cache> {
		return this.#caches.open(this.#name(id));
	}

	/** Several tours may share a host. */
	#name(id: string): string {
		return `tour ${this.release.base} ${id}`;
	}

	#url(path: string): string {
		return this.release.base + path;
	}
}

/** A complete release. */
export interface Kept {
	id: string;
	cache: Cache;
	/** When it was marked, in milliseconds: later than any before it. */
	at: number;
}

/** The name of the mark of a complete cache. No file has this name. */
const mark = 'whole';

/** Returns the headers of a kept response: its policy too, but no encoding, since its body is decoded. */
function keptHeaders(from: Headers): Headers {
	const headers = new Headers(from);
	headers.delete('Content-Encoding');
	headers.delete('Content-Length');
	headers.set(keptHeader, '1');
	return headers;
}
