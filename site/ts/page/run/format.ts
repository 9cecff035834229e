import type { Formatted } from '../../contract/protocol';
import type { Config } from '../config';
import { type StartWorker, type WorkerOf, workersOf } from './workers';

/** The workers that format, one a configuration, kept from the first use on. */
const formatters = new WeakMap<Config, Formatter>();

/**
 * Formats the file `name` of a program as gofmt does and corrects its imports, or returns what is wrong with its
 * syntax. It rejects if the formatter could not be loaded.
 */
export function format(
	name: string,
	files: Record<string, string>,
	config: Config,
	start: StartWorker = workersOf(config),
): Promise<Formatted> {
	let formatter = formatters.get(config);
	if (formatter === undefined) {
		formatter = new Formatter(start('workshop'), config.assets.source, () => formatters.delete(config));
		formatters.set(config, formatter);
	}
	return formatter.format(name, files);
}

interface Waiting {
	resolve: (result: Formatted) => void;
	reject: (error: Error) => void;
}

class Formatter {
	#id = 0;
	readonly #waiting = new Map<number, Waiting>();

	/** `broken` is called when the worker has failed and is of no further use. */
	constructor(
		readonly worker: WorkerOf<'workshop'>,
		readonly url: string,
		readonly broken: () => void,
	) {
		worker.onerror = () => this.#fail('the worker has failed');
		worker.onmessage = ({ data }) => {
			if (data.kind === 'formatted') {
				const { result } = data;
				this.#waiting.get(data.id)?.resolve(result);
				this.#waiting.delete(data.id);
			} else {
				this.#fail(data.error);
			}
		};
	}

	format(name: string, files: Record<string, string>): Promise<Formatted> {
		return new Promise((resolve, reject) => {
			const id = ++this.#id;
			this.#waiting.set(id, { resolve, reject });
			this.worker.postMessage({ kind: 'format', id, url: this.url, name, files });
		});
	}

	#fail(why: string): void {
		this.worker.terminate();
		this.broken();
		for (const { reject } of this.#waiting.values()) {
			reject(new Error(`format: ${why}`));
		}
		this.#waiting.clear();
	}
}
