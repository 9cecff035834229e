import { keptCache } from '../../load/description';

/**
 * The memory of a Python that has started and run nothing yet, as the browser
 * keeps it: to go on from there takes a fifth of the work that a start takes. It
 * lies beside what "Make available offline" keeps of Python, and goes with it.
 * Where it cannot be kept, Python starts anew.
 */
export class Memory {
	readonly #caches: CacheStorage | undefined;
	readonly #url: string;

	/** Of the Python of that description, as the script at an address starts it. */
	constructor(caches: CacheStorage | undefined, description: string, script: string) {
		this.#caches = caches;
		this.#url = `${description}?${new URL(script).pathname.split('/').at(-1)}`;
	}

	/** Returns what was kept, if it is there. */
	async get(): Promise<Uint8Array | undefined> {
		try {
			const kept = await this.#caches?.match(this.#url, { cacheName: keptCache });
			return kept?.body ? await whole(kept.body.pipeThrough(new DecompressionStream('gzip'))) : undefined;
		} catch {
			return undefined;
		}
	}

	/** Keeps a memory, in place of any other. */
	async put(memory: Uint8Array<ArrayBuffer>): Promise<void> {
		try {
			const cache = await this.#caches?.open(keptCache);
			const packed = new Blob([memory]).stream().pipeThrough(new CompressionStream('gzip'));
			const body = await whole(packed); // a cache of some browsers takes no stream
			await this.#remove();
			await cache?.put(this.#url, new Response(body));
		} catch {
			// The next start takes its time.
		}
	}

	/** Forgets what was kept: it was of no use. */
	async forget(): Promise<void> {
		await this.#remove().catch(() => {});
	}

	async #remove(): Promise<void> {
		const cache = await this.#caches?.open(keptCache);
		const folder = new URL('.', this.#url).href;
		for (const { url } of (await cache?.keys()) ?? []) {
			if (url.startsWith(folder) && url.includes('?')) {
				await cache?.delete(url);
			}
		}
	}
}

async function whole(stream: ReadableStream): Promise<Uint8Array<ArrayBuffer>> {
	return new Uint8Array(await new Response(stream).arrayBuffer());
}
