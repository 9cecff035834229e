import type { Diagnostic, Reason } from './contract';
import type { Ended, Source } from './protocol';

/** Why there is no module to run: what the reader is told. */
export class Refusal extends Error {
	constructor(
		readonly ended: Omit<Ended, 'kind' | 'at' | 'code'>,
		readonly items: Diagnostic[] = [],
	) {
		super(ended.message ?? ended.key);
	}
}

/** Fetches and compiles modules, as they stream in: that is when browsers keep the compiled code for the next visit. */
export class Modules {
	readonly #compiling = new Map<string, Promise<WebAssembly.Module>>();

	constructor(readonly fetch: (url: string, init?: RequestInit) => Promise<Response>) {}

	/** Returns the module at url, of which there is one compilation under way at most. */
	compile(url: string): Promise<WebAssembly.Module> {
		let compiling = this.#compiling.get(url);
		if (compiling === undefined) {
			compiling = this.#load(url);
			compiling.catch(() => this.#compiling.delete(url));
			this.#compiling.set(url, compiling);
		}
		return compiling;
	}

	/** Returns a program's module, or throws a Refusal where that is not for a fault of ours. */
	async get(source: Source): Promise<WebAssembly.Module> {
		if ('module' in source) {
			return source.module;
		}
		return 'url' in source ? this.compile(source.url) : this.#build(source);
	}

	async #load(url: string): Promise<WebAssembly.Module> {
		const response = await this.#answer(url);
		if (!response.ok) {
			throw new Error(`${url}: status ${response.status}`);
		}
		return WebAssembly.compileStreaming(response);
	}

	async #build({ build, files, lang }: Extract<Source, { build: string }>): Promise<WebAssembly.Module> {
		const response = await this.#answer(build, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify({ files, lang }),
		});
		if (response.ok) {
			return WebAssembly.compileStreaming(response);
		}
		if (response.headers.get('Content-Type')?.startsWith('application/json')) {
			throw refusal((await response.json()) as Partial<Refused>);
		}
		if (response.status === 404 || response.status === 405) {
			throw new Refusal({ reason: 'internal', key: 'unreachable' }); // a copy of the tour without its server
		}
		throw new Error(`${build}: status ${response.status}`);
	}

	async #answer(url: string, init?: RequestInit): Promise<Response> {
		try {
			return await this.fetch(url, init);
		} catch {
			throw new Refusal({ reason: 'internal', key: 'unreachable' });
		}
	}
}

/** What /build answers where it does not build: diagnostics, an end, or both in one. */
interface Refused {
	items: Diagnostic[];
	reason: Reason;
	message: string;
}

function refusal({ items = [], reason, message }: Partial<Refused>): Refusal {
	if (reason !== undefined && message !== undefined) {
		return new Refusal({ reason, message }, items);
	}
	return items.length > 0 ? new Refusal({ reason: 'build', key: 'build' }, items) : new Refusal({ reason: 'internal', key: 'internal' });
}
