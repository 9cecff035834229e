import type { Diagnostic, MessageKey, Reason } from '../../contract/run';
import { type Fetch, fetchFile } from '../../load/fetching';
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
		const response = await answer(fetchFile(this.fetch, url, this.twin), 'program');
		if (!response.ok) {
			// What is not there is of another release, perhaps, or the host has left it out.
			const key = response.status === 404 ? 'changed' : 'program';
			throw new Refusal({ reason: 'internal', key }, [], `${url}: status ${response.status}`);
		}
		try {
			return await WebAssembly.compileStreaming(response);
		} catch (error) {
			throw causeOf(error, 'program') === 'program' ? new Refusal({ reason: 'internal', key: 'program' }) : error;
		}
	}

	async #build(
		{ build, files, trace, lang }: Extract<Source, { build: string }>,
		signal: AbortSignal,
	): Promise<WebAssembly.Module> {
		const response = await answer(
			this.fetch(build, {
				method: 'POST',
				headers: { 'Content-Type': 'application/json' },
				body: JSON.stringify({ files, trace, lang }),
				signal,
			}),
			'unreachable',
		);
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
}

/** Returns the response; where there is none, it throws a Refusal with that sentence. */
async function answer(response: Promise<Response>, key: MessageKey): Promise<Response> {
	try {
		return await response;
	} catch (error) {
		const cause = causeOf(error, key);
		throw new Refusal({ reason: 'internal', key: cause, ...(key === 'unreachable' && { unbuilt: true }) });
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
