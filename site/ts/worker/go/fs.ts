/**
 * The file system that a program finds as globalThis.fs, after Node's: its three
 * standard streams and, in one whose execution is traced, the file that the
 * trace goes to.
 */

/** Node's way of answering: an error or null, then the result. */
export type Callback = (error: Error | null, result?: unknown) => void;

/** The file that a traced program writes its trace to, as wasm/gocmd/tracer has it. */
export interface TraceFile {
	/** Takes a piece of the trace; an empty one ends it. False: there is no more room. */
	write(bytes: Uint8Array): boolean;
	/** Whether goroutines of the program wait for its host. A file that cannot be synced says so. */
	busy(): boolean;
}

const tracePath = '/tour/trace';

/** The descriptor of an open trace file. */
const traceFD = 3;

/** What the streams are connected to. */
export interface Streams {
	/** Takes what the program writes to descriptor 1 or 2. */
	write(fd: number, bytes: Uint8Array): void;
	/** Fills buffer from standard input and calls done with the number of bytes, 0 at its end. */
	read(buffer: Uint8Array, done: (n: number) => void): void;
	/** Answers a call: never before the call has returned, for Go cannot be entered twice. */
	answer(callback: Callback, error: Error | null, result?: unknown): void;
	/** Where the program is traced. */
	trace?: TraceFile | undefined;
}

export type FileSystem = Record<string, unknown>;

/** The calls that Go makes of fs that name a file: there is none. */
const named = [
	'chmod',
	'chown',
	'lchown',
	'link',
	'lstat',
	'mkdir',
	'readdir',
	'readlink',
	'rename',
	'rmdir',
	'stat',
	'symlink',
	'truncate',
	'unlink',
	'utimes',
];

/** Those that take a descriptor: the streams do not know them. */
const described = ['close', 'fchmod', 'fchown', 'fstat', 'ftruncate'];

export function fileSystem(streams: Streams): FileSystem {
	const { trace } = streams;
	const refuse =
		(code: string) =>
		(...args: unknown[]) =>
			streams.answer(args.at(-1) as Callback, failure(code));
	const fs: FileSystem = {
		// How a file is opened makes no difference; -1 is Go's sign for "unknown".
		constants: { O_WRONLY: -1, O_RDWR: -1, O_CREAT: -1, O_TRUNC: -1, O_APPEND: -1, O_EXCL: -1, O_DIRECTORY: -1 },
		open(path: string, _flags: unknown, _mode: unknown, callback: Callback) {
			if (trace && path === tracePath) {
				streams.answer(callback, null, traceFD);
			} else {
				streams.answer(callback, failure('ENOENT'));
			}
		},
		write(
			fd: number,
			buffer: Uint8Array,
			offset: number,
			length: number,
			_position: unknown,
			callback: Callback,
		) {
			const bytes = buffer.subarray(offset, offset + length);
			if (fd === 1 || fd === 2) {
				streams.write(fd, bytes);
				streams.answer(callback, null, length);
			} else if (trace && fd === traceFD) {
				streams.answer(callback, trace.write(bytes) ? null : failure('ENOSPC'), length);
			} else {
				streams.answer(callback, failure('EBADF'));
			}
		},
		read(fd: number, buffer: Uint8Array, offset: number, length: number, _position: unknown, callback: Callback) {
			if (fd !== 0) {
				streams.answer(callback, failure('EBADF'));
				return;
			}
			streams.read(buffer.subarray(offset, offset + length), (n) => streams.answer(callback, null, n));
		},
		fsync: (fd: number, callback: Callback) =>
			streams.answer(callback, trace && fd === traceFD && trace.busy() ? failure('EBUSY') : null),
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
