import type { Inode } from './inode';

/**
 * The calls that Go makes of globalThis.fs, after Node's. One returns its answer where there is one at once; otherwise
 * undefined, and the answer comes by the callback, its last argument: wasm/overlay has Go's library take both.
 */
export type FileSystem = Record<string, unknown>;

/** Node's way of answering: an error or null, then the result. */
export type Callback = (error: Error | null, result?: unknown) => void;

/** An answer: an error or null, and a result. */
export type Answer = [Error | null, unknown?];

/** The flags of open, as on Linux; Go takes them from here. */
export const flags = {
	O_WRONLY: 1,
	O_RDWR: 2,
	O_CREAT: 0o100,
	O_EXCL: 0o200,
	O_TRUNC: 0o1000,
	O_APPEND: 0o2000,
	O_DIRECTORY: 0o200000,
};

/** The user that programs are, and its group. */
export const nobody = 65534;

/** Returns the answer that a call gives, or its failure. */
export function answerOf(call: () => unknown): Answer {
	try {
		return [null, call()];
	} catch (error) {
		if (error instanceof Error && 'code' in error) {
			return [error];
		}
		throw error;
	}
}

/** Returns what Go calls: a function that answers at once. */
export function atOnce<T extends unknown[]>(call: (...args: T) => unknown): (...args: T) => Answer {
	return (...args) => answerOf(() => call(...args));
}

/** What Go reads of a file, after Node's fs.Stats. */
export function statusOf(node: Inode): Record<string, unknown> {
	const { number, mode, size, accessed, modified, changed } = node;
	return {
		dev: 1,
		ino: number,
		mode,
		nlink: Math.max(node.links, 1),
		uid: nobody,
		gid: nobody,
		rdev: 0,
		size,
		blksize: 4096,
		blocks: Math.ceil(size / 512),
		atimeMs: accessed,
		mtimeMs: modified,
		ctimeMs: changed,
		isDirectory: () => node.is('folder'),
	};
}
