import { isNamedByContent, pagePath } from '../contract/offline';
import type { Shelf } from './shelf';
import type { Visits } from './visits';

/** The parts of a Request that are used here. */
export interface Asked {
	method: string;
	mode: string;
	url: string;
}

/**
 * Addresses that are never kept, and left to the network: their responses differ each time, or are only for the
 * server's own pages.
 */
const passed =
	/^(run|build|class|api\/.*|healthz|readyz|metrics|sw\.js|dev\/.*|assets\/toolchain\/.*|assets\/python\/.*(?<!\.js))$/;

/** A script of Python, which the browser loads, and not our loader with its cache. */
const packedScript = /^assets\/python\/.*\.js$/;

/** Serves the requests of pages, from the caches and from the network. */
export class Answers {
	readonly #shelf: Shelf;
	readonly #visits: Visits;
	readonly #origin: string;
	readonly #packed: (url: string) => Promise<Response | undefined>;

	/** packed returns the response kept by "Make available offline" at an address. */
	constructor(
		shelf: Shelf,
		visits: Visits,
		origin: string,
		packed: (url: string) => Promise<Response | undefined>,
	) {
		this.#shelf = shelf;
		this.#visits = visits;
		this.#origin = origin;
		this.#packed = packed;
	}

	/**
	 * Returns the response to a request, or undefined for a request that the browser handles as without a service
	 * worker.
	 */
	answer(request: Asked, network: () => Promise<Response>): Promise<Response> | undefined {
		const { origin, pathname, search } = new URL(request.url);
		const { base } = this.#shelf.release;
		if (request.method !== 'GET' || origin !== this.#origin || !pathname.startsWith(base)) {
			return undefined;
		}
		const path = pathname.slice(base.length);
		if (passed.test(path)) {
			return undefined;
		}
		if (packedScript.test(path)) {
			return this.#packedScript(request.url, network);
		}
		if (request.mode !== 'navigate') {
			return this.#file(path, network);
		}
		return path === '' ? this.#root(search, network) : this.#page(path, search, network);
	}

	/** The root redirects to the home in the reader's language. */
	async #root(search: string, network: () => Promise<Response>): Promise<Response> {
		const lang = await this.#visits.lang().catch(() => undefined);
		return lang === undefined ? network() : this.#redirect(`${lang}/`, search);
	}

	async #page(path: string, search: string, network: () => Promise<Response>): Promise<Response> {
		const kept = await this.#fromWhole(path);
		if (kept) {
			return kept;
		}
		const page = pagePath(path);
		if (page !== path && (await this.#fromWhole(page))) {
			return this.#redirect(page, search);
		}
		try {
			return await network();
		} catch (error) {
			const visited = await this.#shelf.find(path);
			if (visited) {
				return visited;
			}
			throw error;
		}
	}

	async #file(path: string, network: () => Promise<Response>): Promise<Response> {
		const kept = isNamedByContent(path) ? await this.#find(path) : await this.#fromWhole(path);
		return kept ?? network();
	}

	async #packedScript(url: string, network: () => Promise<Response>): Promise<Response> {
		try {
			return await network();
		} catch (error) {
			const kept = await this.#packed(url).catch(() => undefined);
			if (kept) {
				return kept;
			}
			throw error;
		}
	}

	/** If the storage fails, nothing is found. */
	async #find(path: string): Promise<Response | undefined> {
		return this.#shelf.find(path).catch(() => undefined);
	}

	async #fromWhole(path: string): Promise<Response | undefined> {
		try {
			return await this.#shelf.read(path);
		} catch {
			return undefined;
		}
	}

	#redirect(path: string, search: string): Response {
		return Response.redirect(this.#origin + this.#shelf.release.base + path + search, 302);
	}
}
