import { startGofmt } from './gofmt';
import { Modules, Refusal } from './modules';
import type { Formatted, FromWorker, Source, Supply, ToWorkshop } from './protocol';

/** The part of a worker that stays: it gets modules for those that run them, so that each is compiled once, and formats. */
export class Workshop {
	readonly #modules: Modules;
	readonly #post: (message: FromWorker) => void;
	/** What ends the getting of a program, by its id. */
	readonly #getting = new Map<string, AbortController>();
	#gofmt: Promise<(source: string) => Formatted> | undefined;

	constructor(fetch: (url: string, init?: RequestInit) => Promise<Response>, post: (message: FromWorker) => void) {
		this.#modules = new Modules(fetch);
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
		port.postMessage(await this.#get(source, abort.signal));
		this.#getting.delete(id);
	}

	async #get(source: Source, signal: AbortSignal): Promise<Supply> {
		try {
			return { module: await this.#modules.get(source, signal) };
		} catch (error) {
			if (error instanceof Refusal) {
				return { items: error.items, ended: { kind: 'end', at: 0, code: 0, ...error.ended } };
			}
			console.error(error);
			return { items: [], ended: { kind: 'end', at: 0, code: 0, reason: 'internal', key: 'internal' } };
		}
	}

	async #format({ id, url, source }: ToWorkshop & { kind: 'format' }): Promise<void> {
		try {
			this.#gofmt ??= startGofmt(this.#modules, url);
			const gofmt = await this.#gofmt;
			this.#post({ kind: 'formatted', id, result: gofmt(source) });
		} catch (error) {
			this.#gofmt = undefined;
			this.#post({ kind: 'unformatted', id, error: String(error) });
		}
	}
}
