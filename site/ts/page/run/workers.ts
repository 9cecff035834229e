import type { Trade, Trades } from '../../contract/protocol';
import type { Config } from '../config';

/** The parts of a Worker that the page uses, of one of a trade. */
export interface WorkerOf<T extends Trade> {
	postMessage(message: Trades[T]['to'], transfer?: MessagePort[]): void;
	terminate(): void;
	onmessage: ((event: MessageEvent<Trades[T]['from']>) => unknown) | null;
	onerror: ((event: ErrorEvent) => unknown) | null;
}

/** Starts workers of any trade. */
export type StartWorker = <T extends Trade>(trade: T) => WorkerOf<T>;

/** Returns a function that starts the workers of a page. Their name is the suffix of gzipped twins. */
export function workersOf(config: Config): StartWorker {
	return <T extends Trade>(trade: T) =>
		new Worker(config.assets.workers[trade], { type: 'module', name: config.packed }) as WorkerOf<T>;
}
