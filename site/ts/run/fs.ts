/**
 * The file system that a program finds as globalThis.fs, after Node's: its three
 * standard streams and nothing else. A file of the host's own would be one more
 * descriptor, given out by open.
 */

/** Node's way of answering: an error or null, then the result. */
export type Callback = (error: Error | null, result?: unknown) => void;

/** What the streams are connected to. */
export interface Streams {
	/** Takes what the program writes to descriptor 1 or 2. */
	write(fd: number, bytes: Uint8Array): void;
	/** Fills buffer from standard input and calls done with the number of bytes, 0 at its end. */
	read(buffer: Uint8Array, done: (n: number) => void): void;
	/** Answers a call: never before the call has returned, for Go cannot be entered twice. */
	answer(callback: Callback, error: Error | null, result?: unknown): void;
}

export type FileSystem = Record<string, unknown>;

/** The calls that Go makes of fs that name a file: there is none. */
const named = ['chmod', 'chown', 'lchown', 'link', 'lstat', 'mkdir', 'open', 'readdir', 'readlink', 'rename', 'rmdir', 'stat', 'symlink', 'truncate', 'unlink', 'utimes'];

/** Those that take a descriptor: the streams do not know them. */
const described = ['close', 'fchmod', 'fchown', 'fstat', 'ftruncate'];

export function fileSystem(streams: Streams): FileSystem {
	const refuse =
		(code: string) =>
		(...args: unknown[]) =>
			streams.answer(args.at(-1) as Callback, failure(code));
	const fs: FileSystem = {
		// No file is ever opened, so these need not differ; -1 is Go's sign for "unknown".
		constants: { O_WRONLY: -1, O_RDWR: -1, O_CREAT: -1, O_TRUNC: -1, O_APPEND: -1, O_EXCL: -1, O_DIRECTORY: -1 },
		write(fd: number, buffer: Uint8Array, offset: number, length: number, _position: unknown, callback: Callback) {
			if (fd !== 1 && fd !== 2) {
				streams.answer(callback, failure('EBADF'));
				return;
			}
			streams.write(fd, buffer.subarray(offset, offset + length));
			streams.answer(callback, null, length);
		},
		read(fd: number, buffer: Uint8Array, offset: number, length: number, _position: unknown, callback: Callback) {
			if (fd !== 0) {
				streams.answer(callback, failure('EBADF'));
				return;
			}
			streams.read(buffer.subarray(offset, offset + length), (n) => streams.answer(callback, null, n));
		},
		fsync: (_fd: number, callback: Callback) => streams.answer(callback, null),
	};
	for (const name of named) {
		fs[name] = refuse('ENOENT');
	}
	for (const name of described) {
		fs[name] = refuse('ENOSYS');
	}
	return fs;
}

/** An error whose code Go knows. */
export function failure(code: string): Error {
	return Object.assign(new Error(code), { code });
}
