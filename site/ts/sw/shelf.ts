import { type Fetch, fetchFile, hashes } from '../load/fetching';
import { cacheOf, ChangedError, isNamedByContent, type Release, type ReleaseFile, why } from '../contract/offline';
import { isAsKept, keptHeaders, markedAt } from './kept';

/** How many files are fetched at a time. */
const lanes = 4;

/** Files that are large: a page gets one while it is being checked, and not after it. */
const large = /\.(?:wasm|zip)$/;

/** Files that pages have of their own, beside Go's time zones, which each can do without. */
const own = /\.(?:wasm|zip)$|^exercise\//;

/** How files are fetched. */
interface Fetching {
	signal: AbortSignal;
	/** Called with bytes. */
	progress: (done: number, total: number) => void;
	/** Whether the content of what is there is checked too. */
	thorough: boolean;
	/** The addresses of what was not there. */
	added: string[];
}

/**
 * The releases that this browser keeps, each in a cache of its own. A release is complete once it has its mark, which
 * is put last; readers get the complete one that was marked last. Others are incomplete, or kept for pages opened
 * before. What is there may have been deleted or damaged by others: what is missing is fetched again, and what is
 * damaged is removed when it is met.
 */
export class Shelf {
	readonly #caches: CacheStorage;
	readonly #fetch: Fetch;
	/** The release of this worker's script. */
	readonly release: Release;
	#whole: Promise<Kept | undefined> | undefined;
	/** The kept files that were checked, by cache and address. */
	readonly #checked = new Set<string>();

	constructor(caches: CacheStorage, fetch: Fetch, release: Release) {
		this.#caches = caches;
		this.#fetch = fetch;
		this.release = release;
	}

	/** Returns the release that readers get, if there is one. It is looked for anew where somebody has deleted it. */
	async whole(): Promise<Kept | undefined> {
		const kept = await (this.#whole ?? this.#look());
		if (kept === undefined || (await this.#caches.has(this.#name(kept.id)))) {
			return kept;
		}
		return this.#look();
	}

	/** Returns the response at a path beneath the base, of the release that readers get. */
	async read(path: string): Promise<Response | undefined> {
		const whole = await this.whole();
		return whole && this.#take(whole.id, path);
	}

	/** Returns the response at a path beneath the base, of any release here. */
	async find(path: string): Promise<Response | undefined> {
		for (const id of await this.#ids()) {
			const response = await this.#take(id, path);
			if (response) {
				return response;
			}
		}
		return undefined;
	}

	/**
	 * Completes the release, and returns whether readers got another one before. Progress is in bytes; thorough: what
	 * is there is checked by its content, and not only for being there. If it rejects, readers get the same release
	 * as before; fetched files are used the next time, unless there was no room for them.
	 */
	async fill(
		signal: AbortSignal,
		progress: (done: number, total: number) => void,
		thorough = false,
	): Promise<boolean> {
		const { id, files } = this.release;
		const before = await this.whole();
		const isNew = before?.id !== id;
		const there = isNew ? new Set<string>() : await this.#paths(id);
		if (!thorough && [...files.map(({ path }) => path), mark].every((path) => there.has(this.#url(path)))) {
			return false;
		}
		await this.#together(async (added) => {
			await this.#get(files, { signal, progress, thorough, added });
			if (!there.has(this.#url(mark))) {
				const at = Math.max(Date.now(), (before?.at ?? 0) + 1);
				await (await this.#open(id)).put(this.#url(mark), Response.json({ at }));
			}
		});
		this.#whole = undefined;
		return isNew;
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
			({ path, hash }) => hash !== undefined && (!own.test(path) || programs.includes(path)),
		);
		await this.#together(async (added) => {
			const fetching = { signal, progress: () => {}, thorough: false, added };
			await this.#get(needed, fetching);
			await this.#get(page, fetching);
		});
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

	/** Adds files; where there is no room for all, none of them stays. */
	async #together(add: (added: string[]) => Promise<void>): Promise<void> {
		const added: string[] = [];
		try {
			await add(added);
		} catch (error) {
			if (why(error) === 'full') {
				await this.#remove(added);
			}
			throw error;
		}
	}

	/** Gets the files that are not there. */
	async #get(files: readonly ReleaseFile[], fetching: Fetching): Promise<void> {
		const { signal, progress } = fetching;
		const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
		const waiting = [...files];
		let done = 0;
		progress(done, total);
		const lane = async (): Promise<void> => {
			for (let file = waiting.shift(); file; file = waiting.shift()) {
				signal.throwIfAborted();
				await this.#getOne(file, fetching);
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

	/** Gets a file, unless it is there: a copy of another release's if its name has a hash of its content. */
	async #getOne(file: ReleaseFile, { signal, thorough, added }: Fetching): Promise<void> {
		const url = this.#url(file.path);
		const cache = await this.#open(this.release.id);
		const there = await cache.match(url, { ignoreVary: true });
		if (there && (!thorough || (await this.#check(there, file)))) {
			return;
		}
		const copy = isNamedByContent(file.path) ? await this.#copy(file) : undefined;
		await cache.put(url, copy ?? (await this.#fetchWhole(file, signal)));
		added.push(url);
	}

	/** Removes files of the release, and its cache, if there is nothing else in it. */
	async #remove(urls: readonly string[]): Promise<void> {
		const { id } = this.release;
		const cache = await this.#open(id);
		for (const url of urls) {
			await cache.delete(url);
		}
		if ((await cache.keys()).length === 0) {
			await this.#caches.delete(this.#name(id));
		}
	}

	/** Returns a file of another release, if it is sound. */
	async #copy(file: ReleaseFile): Promise<Response | undefined> {
		for (const id of await this.#ids()) {
			const cache = await this.#open(id);
			const there = await cache.match(this.#url(file.path), { ignoreVary: true });
			if (there && (await this.#check(there.clone(), file))) {
				return there;
			}
		}
		return undefined;
	}

	/** Returns a kept response, unless it is damaged: then it is removed. */
	async #take(id: string, path: string): Promise<Response | undefined> {
		const url = this.#url(path);
		const cache = await this.#open(id);
		const response = await cache.match(url, { ignoreVary: true });
		const key = `${id} ${url}`;
		if (!response || this.#checked.has(key)) {
			return response;
		}
		const checking = this.#check(response.clone()).then(async (isSound) => {
			if (isSound) {
				this.#checked.add(key);
			} else {
				await cache.delete(url).catch(() => false);
			}
			return isSound;
		});
		return large.test(path) || (await checking) ? response : undefined;
	}

	/** Reports whether a response has the content with which it was kept, and which the file has, if one is given. */
	async #check(response: Response, file?: ReleaseFile): Promise<boolean> {
		try {
			const body = await response.arrayBuffer();
			const isSound = await isAsKept(response.headers, body);
			return isSound && (file === undefined || (await this.#isWhole(file, body)));
		} catch {
			return false;
		}
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
					return new Response(body, { headers: await keptHeaders(response.headers, body) });
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

	/** Looks for the release that readers get. Nothing is remembered where that fails. */
	#look(): Promise<Kept | undefined> {
		this.#whole = this.#findWhole();
		this.#whole.catch(() => (this.#whole = undefined));
		return this.#whole;
	}

	async #findWhole(): Promise<Kept | undefined> {
		let latest: Kept | undefined;
		for (const id of await this.#ids()) {
			const cache = await this.#open(id);
			const at = await markedAt(await cache.match(this.#url(mark)));
			if (at !== undefined && (latest === undefined || at > latest.at)) {
				latest = { id, cache, at };
			}
		}
		return latest;
	}

	/** Returns the paths of what is kept of a release, with the base. */
	async #paths(id: string): Promise<Set<string>> {
		const keys = await (await this.#open(id)).keys();
		return new Set(keys.map(({ url }) => new URL(url, 'https://host').pathname));
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

	#name(id: string): string {
		return cacheOf(this.release.base, id);
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
