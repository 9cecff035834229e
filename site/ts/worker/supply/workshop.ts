import type { Fetch } from '../../load/fetching';
import { Modules, supplyOf } from './modules';
import type { FromWorkshop, ToWorkshop } from '../../contract/protocol';
import type { SourceTools } from '../go/source';

/**
 * The part of a worker that stays: it gets modules for those that run them, so that each is compiled once,
 * and formats.
 */
export class Workshop {
	readonly #modules: Modules;
	readonly #post: (message: FromWorkshop) => void;
	/** What ends the getting of a program, by its id. */
	readonly #getting = new Map<string, AbortController>();
	#tools: Promise<SourceTools> | undefined;

	/** What follows the names of files' gzipped twins is `twin`, or "". */
	constructor(fetch: Fetch, post: (message: FromWorkshop) => void, twin: string) {
		this.#modules = new Modules(fetch, twin);
		this.#post = post;
	}

	/** Takes a message from the page. */
	receive(message: ToWorkshop): void {
		switch (message.kind) {
			case 'compile':
				this.#modules.compile(message.url).catch(() => {
					// The run that wants it will try again, and tell.
				});
				break;
			case 'supply':
				void this.#supply(message);
				break;
			case 'abandon':
				this.#getting.get(message.id)?.abort();
				break;
			case 'format':
				void this.#format(message);
				break;
		}
	}

	async #supply({ id, source, port }: ToWorkshop & { kind: 'supply' }): Promise<void> {
		const abort = new AbortController();
		this.#getting.set(id, abort);
		port.postMessage(await supplyOf(this.#modules.get(source, abort.signal)));
		this.#getting.delete(id);
	}

	/** What starts a module is loaded with the first: most workshops never format. */
	async #start(url: string): Promise<SourceTools> {
		const [module, { startSource }] = await Promise.all([this.#modules.compile(url), import('../go/source')]);
		return startSource(module);
	}

	async #format({ id, url, name, files }: ToWorkshop & { kind: 'format' }): Promise<void> {
		try {
			this.#tools ??= this.#start(url);
			const tools = await this.#tools;
			this.#post({ kind: 'formatted', id, result: tools.gofmt(name, files) });
		} catch (error) {
			this.#tools = undefined;
			this.#post({ kind: 'unformatted', id, error: String(error) });
		}
	}
}
