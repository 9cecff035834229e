import type { Fetch } from '../load/fetching';
import type { Config } from './config';
import { texts } from './texts';

/** The milliseconds that a host has to name its release. */
const patience = 4000;

/** The functions of the browser by which a page is loaded anew. */
export interface Means {
	fetch: Fetch;
	/** Shows the reader that another release can be loaded, and what loads it. */
	show(reload: () => Promise<void>): void;
	isOnline(): boolean;
	/** Has the service worker leave, if there is one. What it has kept stays, and the next page registers it again. */
	leave(): Promise<void>;
	/** Loads the page anew. */
	reload(): void;
}

/**
 * Tells a file that is gone, because the host has another release of the tour by now, from a network that is gone: in
 * the first case trying again never helps, and loading the page anew does. All of this is in the page's first script,
 * since what is loaded later may be gone too.
 */
export class Renewal {
	readonly #config: Pick<Config, 'base' | 'lang' | 'release'>;
	readonly #means: Means;
	/** The question to the host that is under way, shared by all that have failed meanwhile. */
	#asking: Promise<boolean> | undefined;
	/** Whether the service worker has another release whole. */
	#whole = false;

	constructor(config: Pick<Config, 'base' | 'lang' | 'release'>, means: Means) {
		this.#config = config;
		this.#means = means;
	}

	/**
	 * Returns the sentence for the place where a file of the page's release did not load: that another release is
	 * there, which is then offered; else the sentence that is given.
	 */
	async explain(sentence: string): Promise<string> {
		return (await this.missed()) ? texts(this.#config.lang)('releaseOther') : sentence;
	}

	/**
	 * A file of the page's release did not load. Resolves to whether the host has another release, which is then
	 * offered, each time anew. If the host does not answer, or has the page's own release, it resolves to false.
	 */
	async missed(): Promise<boolean> {
		this.#asking ??= this.#ask().finally(() => (this.#asking = undefined));
		const isOther = await this.#asking;
		if (isOther) {
			this.#offer();
		}
		return isOther;
	}

	/** The service worker has another release whole, and serves it from now on: it is offered. */
	whole(): void {
		this.#whole = true;
		this.#offer();
	}

	#offer(): void {
		this.#means.show(() => this.#reload());
	}

	/**
	 * Loads the page from where the other release is. If that is the host, the service worker has to leave: it would
	 * serve the release that it has. Without a network it stays, and serves that.
	 */
	async #reload(): Promise<void> {
		if (!this.#whole && this.#means.isOnline()) {
			await this.#means.leave();
		}
		this.#means.reload();
	}

	async #ask(): Promise<boolean> {
		const { base, release } = this.#config;
		if (release === '') {
			return false;
		}
		const abort = new AbortController();
		const timer = setTimeout(() => abort.abort(), patience);
		try {
			const response = await this.#means.fetch(`${base}release.json`, {
				cache: 'no-cache',
				signal: abort.signal,
			});
			const { id } = (await response.json()) as { id?: unknown };
			return response.ok && typeof id === 'string' && id !== release;
		} catch {
			return false;
		} finally {
			clearTimeout(timer);
		}
	}
}

/** The milliseconds that a service worker has to leave. */
const farewell = 10_000;

/** Returns the browser's means. `show` is as in Means. */
export function browserMeans(base: string, show: Means['show']): Means {
	return {
		fetch: (url, init) => fetch(url, init),
		show,
		isOnline: () => navigator.onLine,
		leave: () => Promise.race([leave(base), new Promise<void>((resolve) => setTimeout(resolve, farewell))]),
		reload: () => location.reload(),
	};
}

async function leave(base: string): Promise<void> {
	try {
		await (await navigator.serviceWorker.getRegistration(base))?.unregister();
	} catch {
		// In some windows there is none, or it may not be asked for.
	}
}
