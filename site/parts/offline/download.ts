import type { Config } from '../../ts/page/config';
import { ChangedError } from '../../ts/contract/offline';
import { type Fetch, hashes } from '../../ts/load/fetching';
import { type Description, type File, keptCache } from '../../ts/load/description';
import { fetchParts } from '../../ts/load/parts';

/**
 * Returns the optional downloads of a page: Go's toolchain, and Python. There are none if the browser has no cache.
 */
export function downloadsOf({ assets, packed }: Config): Download[] {
	try {
		return [assets.toolchain, assets.python]
			.filter((url) => url !== '')
			.map(
				(url) =>
					new Download(caches, (url, init) => fetch(url, init), new URL(url, location.href).href, packed),
			);
	} catch {
		return [];
	}
}

/** Runs the action in one tab at a time, if the browser has locks. */
export async function exclusively(signal: AbortSignal, action: () => Promise<void>): Promise<void> {
	const { locks } = navigator as Partial<Navigator>;
	await (locks ? locks.request('tour-toolchain', { signal }, action) : action());
}

/** The files of a description, in the reader's cache. */
export class Download {
	readonly #caches: CacheStorage;
	readonly #fetch: Fetch;
	readonly #url: string;
	readonly #twin: string;

	/** The description is at url, which is absolute. */
	constructor(caches: CacheStorage, fetch: Fetch, url: string, twin: string) {
		this.#caches = caches;
		this.#fetch = fetch;
		this.#url = url;
		this.#twin = twin;
	}

	/**
	 * Whether all files are in the cache; the description is kept last. thorough: with the right content, too; those
	 * that are damaged are removed.
	 */
	async whole(thorough = false): Promise<boolean> {
		const kept = await this.#caches.match(this.#url, { cacheName: keptCache });
		const description = await kept?.json().catch(() => undefined) as Description | undefined;
		if (!Array.isArray(description?.files)) {
			return false;
		}
		const cache = await this.#open();
		let whole = true;
		for (const { file, sha256 } of description.files) {
			const url = new URL(file, this.#url).href;
			const there = await cache.match(url);
			if (there && thorough && !(await isSound(there, sha256))) {
				await cache.delete(url);
				whole = false;
			}
			whole &&= there !== undefined;
		}
		return whole;
	}

	/** Returns the bytes of all files to fetch, cached ones included. */
	async size(signal: AbortSignal): Promise<number> {
		const { description } = await this.#describe(signal);
		return description.files.reduce((sum, { packed }) => sum + packed, 0);
	}

	/**
	 * Fetches the missing files, each whole and with the right hash, and then removes those of other releases.
	 * Progress is in bytes.
	 */
	async keep(signal: AbortSignal, progress: (done: number) => void): Promise<void> {
		const cache = await this.#open();
		const { description, text } = await this.#describe(signal);
		let done = 0;
		for (const file of description.files) {
			const url = new URL(file.file, this.#url).href;
			if (!(await cache.match(url))) {
				const before = done;
				const body = await this.#file(url, file, signal, (bytes) => {
					progress(before + Math.min(file.packed, Math.round((bytes / file.size) * file.packed)));
				});
				await cache.put(url, new Response(body, { headers: { 'Content-Type': contentType(url) } }));
			}
			done += file.packed;
			progress(done);
		}
		await cache.put(this.#url, new Response(text, { headers: { 'Content-Type': 'application/json' } }));
		const named = new Set([this.#url, ...description.files.map(({ file }) => new URL(file, this.#url).href)]);
		// After a ? is data derived from a file, see ts/worker/python/memory.ts.
		await this.#remove((url) => !named.has(url.split('?', 1)[0]!));
	}

	/** Removes all files. */
	async forget(): Promise<void> {
		await this.#remove(() => true);
		if ((await (await this.#open()).keys()).length === 0) {
			await this.#caches.delete(keptCache);
		}
	}

	/** Removes files of this tour: other tours on the same host have their own. */
	async #remove(which: (url: string) => boolean): Promise<void> {
		const cache = await this.#open();
		const folder = new URL('.', this.#url).href;
		for (const { url } of await cache.keys()) {
			if (url.startsWith(folder) && which(url)) {
				await cache.delete(url);
			}
		}
	}

	async #describe(signal: AbortSignal): Promise<{ description: Description; text: string }> {
		const response = await this.#fetch(this.#url, { signal });
		if (!response.ok) {
			throw failed(`${this.#url}: status ${response.status}`, response);
		}
		const text = await response.text();
		return { description: JSON.parse(text) as Description, text };
	}

	/** Fetches a file. If the copy in the browser's HTTP cache is damaged, it is fetched once more without that. */
	async #file(
		url: string,
		{ size, sha256 }: File,
		signal: AbortSignal,
		progress: (bytes: number) => void,
	): Promise<ArrayBuffer> {
		let last: Response | undefined;
		for (const cache of ['default', 'reload'] as const) {
			const response = await fetchParts(this.#fetch, url, size, this.#twin, { cache, signal });
			last = response;
			if (response.ok) {
				const body = await counted(response, progress).arrayBuffer();
				if (await hashes(body, sha256)) {
					return body;
				}
			}
		}
		throw failed(`${url} could not be fetched with the hash that its description has`, last);
	}

	#open(): Promise<Cache> {
		return this.#caches.open(keptCache);
	}
}

/** Reports whether a kept file has that hash. */
async function isSound(response: Response, sha256: string): Promise<boolean> {
	try {
		return await hashes(await response.arrayBuffer(), sha256);
	} catch {
		return false;
	}
}

/** Returns the error for a file that was not fetched: it belongs to another release, or was damaged on its way. */
function failed(text: string, last: Response | undefined): Error {
	return last?.status === 404 || last?.ok ? new ChangedError(text) : new Error(text);
}

function contentType(url: string): string {
	if (url.endsWith('.js')) {
		return 'text/javascript';
	}
	return url.endsWith('.wasm') ? 'application/wasm' : 'application/octet-stream';
}

/** Returns the response with its bytes counted as they come. */
function counted(response: Response, progress: (bytes: number) => void): Response {
	let bytes = 0;
	const count = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
		transform(chunk, controller) {
			bytes += chunk.byteLength;
			progress(bytes);
			controller.enqueue(chunk);
		},
	});
	return new Response(response.body?.pipeThrough(count) ?? null);
}
