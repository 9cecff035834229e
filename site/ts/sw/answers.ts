import { isNamedByContent } from '../contract/offline';
import type { Shelf } from './shelf';
import type { Visits } from './visits';

/** The parts of a Request that matter here. */
export interface Asked {
	method: string;
	mode: string;
	url: string;
}

/**
 * What is between the pages and the server, and never kept: what answers differently each time, or only to
 * the server's own.
 */
const passed =
	/^(run|build|healthz|readyz|metrics|sw\.js|dev\/.*|assets\/toolchain\/.*|assets\/python\/.*(?<!\.js))$/;

/** A script of Python's, which its loader cannot take from what was kept by itself. */
const packedScript = /^assets\/python\/.*\.js$/;

/** Answers the requests of pages, from what is kept and from the network. */
export class Answers {
	readonly #shelf: Shelf;
	readonly #visits: Visits;
	readonly #origin: string;
	readonly #packed: (url: string) => Promise<Response | undefined>;

	/** Packed returns what was kept at an address for who makes everything available offline. */
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
	 * Returns the answer to a request, or undefined where it is none of ours and the browser is to go on as
	 * if we were not here.
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

	/** The first page goes on to the one in the reader's language. */
	async #root(search: string, network: () => Promise<Response>): Promise<Response> {
		const lang = await this.#visits.lang().catch(() => undefined);
		return lang === undefined ? network() : this.#redirect(`${lang}/`, search);
	}

	async #page(path: string, search: string, network: () => Promise<Response>): Promise<Response> {
		const kept = await this.#fromWhole(path);
		if (kept) {
			return kept;
		}
		if (!path.endsWith('/') && (await this.#fromWhole(`${path}/`))) {
			return this.#redirect(`${path}/`, search);
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

	/** Storage that fails is as good as empty. */
	async #find(path: string): Promise<Response | undefined> {
		return this.#shelf.find(path).catch(() => undefined);
	}

	async #fromWhole(path: string): Promise<Response | undefined> {
		try {
			const whole = await this.#shelf.whole();
			return await whole?.cache.match(this.#shelf.release.base + path, { ignoreVary: true });
		} catch {
			return undefined;
		}
	}

	#redirect(path: string, search: string): Response {
		return Response.redirect(this.#origin + this.#shelf.release.base + path + search, 302);
	}
}
