import type { Lang } from '../contract/run';

/** The worker's state. It is kept in a cache, since browsers end an idle worker. */
interface Memory {
	/** The releases of the pages that are open, by the ids of their clients. */
	releases: Record<string, string>;
	/** The language that was read last. */
	lang?: Lang;
	/** The release for which there was no room: it is not tried again without a request. */
	refused?: string;
}

/** The memory of the service worker. */
export class Visits {
	readonly #caches: CacheStorage;
	readonly #name: string;
	#last: Promise<unknown> = Promise.resolve();

	constructor(caches: CacheStorage, base: string) {
		this.#caches = caches;
		this.#name = `tour-visits ${base}`;
	}

	/** Records that a page of a release is open in a client, and removes the clients that are not alive. */
	async note(client: string, release: string, lang: Lang, alive: readonly string[]): Promise<void> {
		await this.#change((memory) => {
			const releases = Object.entries({ ...memory.releases, [client]: release }).filter(
				([id]) => id === client || alive.includes(id),
			);
			return { ...memory, releases: Object.fromEntries(releases), lang };
		});
	}

	/** Records that there is no room for a release. */
	async refuse(release: string): Promise<void> {
		await this.#change((memory) => ({ ...memory, refused: release }));
	}

	/** The releases of the open pages. */
	async inUse(): Promise<Set<string>> {
		return new Set(Object.values((await this.#read()).releases));
	}

	async refused(release: string): Promise<boolean> {
		return (await this.#read()).refused === release;
	}

	/** The language that was read last. */
	async lang(): Promise<Lang | undefined> {
		return (await this.#read()).lang;
	}

	/** Removes everything. */
	async clear(): Promise<void> {
		await this.#caches.delete(this.#name);
	}

	/** One change after another. */
	#change(change: (memory: Memory) => Memory): Promise<void> {
		const done = this.#last.then(async () => {
			const cache = await this.#caches.open(this.#name);
			await cache.put('memory', Response.json(change(await this.#read())));
		});
		this.#last = done.catch(() => {});
		return done;
	}

	async #read(): Promise<Memory> {
		const response = await this.#caches.match('memory', { cacheName: this.#name });
		try {
			const { releases = {}, ...rest } = (await response?.json()) as Partial<Memory>;
			return { releases, ...rest };
		} catch {
			return { releases: {} }; // there is none, or it is damaged
		}
	}
}
