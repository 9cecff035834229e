/**
 * The file system that a program finds as globalThis.fs, after Node's: its three
 * standard streams, an empty folder that cannot be written to, and, in a program
 * whose execution is traced, the file that the trace goes to.
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

/** The calls that Go makes of fs that name a file which has to be there. */
const named = ['chmod', 'chown', 'lchown', 'link', 'readlink', 'rename', 'truncate', 'unlink', 'utimes'];

/** Those that would make something: the one folder that there is cannot be written to. */
const making = ['mkdir', 'symlink'];

/** Those that take a descriptor, and are for files. */
const described = ['fchmod', 'fchown', 'ftruncate'];

/** The flags of open, as Go asks for them. */
const flags = { O_WRONLY: 1, O_RDWR: 2, O_CREAT: 64, O_TRUNC: 512, O_APPEND: 1024, O_EXCL: 128, O_DIRECTORY: 65536 };

/** The kinds of files that Go tells apart by their mode, with their permissions. */
const folder = 0o040555;
const pipe = 0o010600;

export function fileSystem(streams: Streams): FileSystem {
	const { trace } = streams;
	const root = new Root();
	const closed = new Set<number>();
	const open = (fd: number): boolean => (fd >= 0 && fd <= 2 && !closed.has(fd)) || root.has(fd);
	const refuse =
		(code: string) =>
		(...args: unknown[]) =>
			streams.answer(args.at(-1) as Callback, failure(code));
	const stat = (path: string, callback: Callback): void =>
		isRoot(path) ? streams.answer(callback, null, status(folder)) : streams.answer(callback, failure('ENOENT'));
	const fs: FileSystem = {
		constants: flags,
		open(path: string, how: number, _mode: unknown, callback: Callback) {
			if (trace && path === tracePath) {
				streams.answer(callback, null, traceFD);
			} else if (isRoot(path)) {
				const writes = (how & (flags.O_WRONLY | flags.O_RDWR)) !== 0;
				streams.answer(callback, writes ? failure('EISDIR') : null, writes ? undefined : root.open());
			} else {
				streams.answer(callback, failure((how & flags.O_CREAT) !== 0 && inRoot(path) ? 'EROFS' : 'ENOENT'));
			}
		},
		close(fd: number, callback: Callback) {
			const known = open(fd) || (trace !== undefined && fd === traceFD);
			root.close(fd);
			if (fd <= 2) {
				closed.add(fd);
			}
			streams.answer(callback, known ? null : failure('EBADF'));
		},
		stat,
		lstat: stat,
		fstat(fd: number, callback: Callback) {
			if (open(fd)) {
				streams.answer(callback, null, status(root.has(fd) ? folder : pipe));
			} else {
				streams.answer(callback, failure(trace && fd === traceFD ? 'ENOSYS' : 'EBADF'));
			}
		},
		readdir: (path: string, callback: Callback) =>
			isRoot(path) ? streams.answer(callback, null, []) : streams.answer(callback, failure('ENOENT')),
		rmdir: (path: string, callback: Callback) => streams.answer(callback, failure(isRoot(path) ? 'EBUSY' : 'ENOENT')),
		write(
			fd: number,
			buffer: Uint8Array,
			offset: number,
			length: number,
			_position: unknown,
			callback: Callback,
		) {
			const bytes = buffer.subarray(offset, offset + length);
			if ((fd === 1 || fd === 2) && open(fd)) {
				streams.write(fd, bytes);
				streams.answer(callback, null, length);
			} else if (trace && fd === traceFD) {
				streams.answer(callback, trace.write(bytes) ? null : failure('ENOSPC'), length);
			} else {
				streams.answer(callback, failure('EBADF'));
			}
		},
		read(fd: number, buffer: Uint8Array, offset: number, length: number, _position: unknown, callback: Callback) {
			if (fd !== 0 || !open(fd)) {
				streams.answer(callback, failure(root.has(fd) ? 'EISDIR' : 'EBADF'));
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
	for (const name of making) {
		fs[name] = refuse('EROFS');
	}
	for (const name of described) {
		fs[name] = refuse('EINVAL');
	}
	return fs;
}

/** The one folder that there is, which is empty: its open descriptors. */
class Root {
	readonly #open = new Set<number>();
	#next = traceFD + 1;

	open(): number {
		const fd = this.#next++;
		this.#open.add(fd);
		return fd;
	}

	has(fd: number): boolean {
		return this.#open.has(fd);
	}

	close(fd: number): void {
		this.#open.delete(fd);
	}
}

/** Whether a path is that of the one folder, in which programs start too. */
function isRoot(path: string): boolean {
	return path.split('/').every((name) => name === '' || name === '.' || name === '..');
}

/** Whether a path names something in the one folder. */
function inRoot(path: string): boolean {
	const parts = path.split('/').filter((name) => name !== '' && name !== '.' && name !== '..');
	return parts.length === 1;
}

/** What Go reads of a file, after Node's fs.Stats. */
function status(mode: number): Record<string, unknown> {
	const numbers = { dev: 0, ino: 0, mode, nlink: 1, uid: 0, gid: 0, rdev: 0, size: 0, blksize: 4096, blocks: 0 };
	return { ...numbers, atimeMs: 0, mtimeMs: 0, ctimeMs: 0, isDirectory: () => mode === folder };
}

/** An error whose code Go knows. */
export function failure(code: string): Error {
	return Object.assign(new Error(code), { code });
}
