/** A cache storage like a browser's, in memory. */
export class FakeCaches {
	readonly #caches = new Map<string, FakeCache>();
	/** How many bytes may be kept; more is refused. */
	room = Infinity;

	/** Returns it as what browsers have; what is not here is not used. */
	get storage(): CacheStorage {
		return this as unknown as CacheStorage;
	}

	open(name: string): Promise<FakeCache> {
		let cache = this.#caches.get(name);
		if (!cache) {
			cache = new FakeCache(this);
			this.#caches.set(name, cache);
		}
		return Promise.resolve(cache);
	}

	match(url: string, { cacheName }: { cacheName: string }): Promise<Response | undefined> {
		return Promise.resolve(this.#caches.get(cacheName)?.match(url));
	}

	has(name: string): Promise<boolean> {
		return Promise.resolve(this.#caches.has(name));
	}

	keys(): Promise<string[]> {
		return Promise.resolve([...this.#caches.keys()]);
	}

	delete(name: string): Promise<boolean> {
		return Promise.resolve(this.#caches.delete(name));
	}

	/** The bytes that are kept. */
	get size(): number {
		return [...this.#caches.values()]
			.flatMap(({ entries }) => [...entries.values()])
			.reduce((sum, { body }) => sum + body.byteLength, 0);
	}
}

class FakeCache {
	readonly entries = new Map<string, { body: ArrayBuffer; headers: Headers }>();
	readonly #all: FakeCaches;

	constructor(all: FakeCaches) {
		this.#all = all;
	}

	match(url: string): Promise<Response | undefined> {
		const entry = this.entries.get(url);
		return Promise.resolve(entry && new Response(entry.body.slice(), { headers: entry.headers }));
	}

	async put(url: string, response: Response): Promise<void> {
		const body = await response.arrayBuffer();
		if (this.#all.size + body.byteLength > this.#all.room) {
			throw new DOMException('no room', 'QuotaExceededError');
		}
		this.entries.set(url, { body, headers: response.headers });
	}

	delete(url: string): Promise<boolean> {
		return Promise.resolve(this.entries.delete(url));
	}

	keys(): Promise<{ url: string }[]> {
		return Promise.resolve([...this.entries.keys()].map((url) => ({ url })));
	}
}
