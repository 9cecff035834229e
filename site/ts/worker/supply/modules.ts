import type { Diagnostic, Reason } from '../../contract/run';
import { type Fetch, fetchModule } from '../../load/fetching';
import { causeOf } from './cause';
import type { Ended, Source, Supply } from '../../contract/protocol';

/** Why there is no module: what the reader is told. */
export class Refusal extends Error {
	constructor(
		readonly ended: Pick<Ended, 'reason' | 'key' | 'message' | 'unbuilt'>,
		readonly items: Diagnostic[] = [],
		detail?: string,
	) {
		super(detail ?? ended.message ?? ended.key);
	}
}

/** Returns what a run's worker is sent: a module, or why there is none. */
export async function supplyOf(module: Promise<WebAssembly.Module>): Promise<Supply> {
	try {
		return { module: await module };
	} catch (error) {
		if (error instanceof Refusal) {
			return { items: error.items, ended: { kind: 'end', at: 0, code: 0, ...error.ended } };
		}
		console.error(error);
		return { items: [], ended: { kind: 'end', at: 0, code: 0, reason: 'internal', key: causeOf(error, 'internal') } };
	}
}

/**
 * Gets modules, and compiles them as they stream in: that is when browsers keep the compiled code for the
 * next visit.
 */
export class Modules {
	readonly #compiling = new Map<string, Promise<WebAssembly.Module>>();
	/** What was built last, and the source it was built from. */
	#built: { files: string; module: WebAssembly.Module } | undefined;

	/** What follows the names of files' gzipped twins is `twin`, or "". */
	constructor(
		readonly fetch: Fetch,
		readonly twin: string,
	) {}

	/** Returns the module at url, which is fetched once. */
	compile(url: string): Promise<WebAssembly.Module> {
		let compiling = this.#compiling.get(url);
		if (compiling === undefined) {
			compiling = this.#load(url);
			compiling.catch(() => this.#compiling.delete(url));
			this.#compiling.set(url, compiling);
		}
		return compiling;
	}

	/**
	 * Returns a program's module. It throws a Refusal where the reader is to be told something else than
	 * that we have failed.
	 */
	async get(source: Source, signal: AbortSignal): Promise<WebAssembly.Module> {
		if ('url' in source) {
			return this.compile(source.url);
		}
		const files = JSON.stringify([source.files, source.trace === true]);
		if (this.#built?.files !== files) {
			this.#built = { files, module: await this.#build(source, signal) };
		}
		return this.#built.module;
	}

	async #load(url: string): Promise<WebAssembly.Module> {
		try {
			return await fetchModule(this.fetch, url, this.twin);
		} catch (error) {
			throw new Refusal({ reason: 'internal', key: causeOf(error, 'program') }, [], String(error));
		}
	}

	async #build(
		{ build, files, trace, lang }: Extract<Source, { build: string }>,
		signal: AbortSignal,
	): Promise<WebAssembly.Module> {
		const response = await this.#post(build, JSON.stringify({ files, trace, lang }), signal);
		if (response.ok) {
			return WebAssembly.compileStreaming(response);
		}
		// It has too much to do, or no disk to build on, or a proxy gets no answer of it.
		const unable = response.status >= 500;
		if (response.headers.get('Content-Type')?.startsWith('application/json')) {
			throw refusal((await response.json()) as Partial<Refused>, unable);
		}
		if (unable || response.status === 404 || response.status === 405) {
			throw new Refusal(unreachable); // or it is a copy of the tour without its server
		}
		throw new Error(`${build}: status ${response.status}`);
	}

	async #post(url: string, body: string, signal: AbortSignal): Promise<Response> {
		try {
			return await this.fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body, signal });
		} catch (error) {
			throw new Refusal({ ...unreachable, key: causeOf(error, 'unreachable') });
		}
	}
}

/** How a run ends whose program nobody has built. */
const unreachable = { reason: 'internal', key: 'unreachable', unbuilt: true } as const;

/** What /build answers where it does not build: diagnostics, an end, or both in one. */
interface Refused {
	items: Diagnostic[];
	reason: Reason;
	message: string;
}

function refusal({ items = [], reason, message }: Partial<Refused>, unable: boolean): Refusal {
	if (reason !== undefined && message !== undefined) {
		return new Refusal({ reason, message, ...(unable && { unbuilt: true }) }, items);
	}
	return items.length > 0
		? new Refusal({ reason: 'build', key: 'build' }, items)
		: new Refusal({ reason: 'internal', key: 'internal' });
}
