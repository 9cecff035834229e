import type { Trade, Trades } from '../contract/protocol';
import type { Fetch } from '../load/fetching';

/**
 * What a worker of a trade has of its global object. A runner has to take it before its program starts: then
 * it is gone.
 */
export interface Scope<T extends Trade> {
	/** What follows the names of files' gzipped twins, or "": the page gives it as the worker's name. */
	twin: string;
	fetch: Fetch;
	/** Posts a message to the page. */
	post: (message: Trades[T]['from']) => void;
	/** Has each message of the page's received. */
	listen: (receive: (message: Trades[T]['to']) => void) => void;
}

/** Takes what the worker has of its global object. */
export function scopeOf<T extends Trade>(): Scope<T> {
	return {
		twin: name,
		fetch: fetch.bind(globalThis),
		post: postMessage.bind(globalThis),
		listen: (receive) => addEventListener('message', ({ data }: MessageEvent<Trades[T]['to']>) => receive(data)),
	};
}
