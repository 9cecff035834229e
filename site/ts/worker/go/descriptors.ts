import { type Answer, answerOf, atOnce, type Callback, type FileSystem, flags, statusOf } from './calls';
import { failure, type Inode, kinds } from './inode';
import type { Tree } from './tree';

/** The file that a traced program writes its trace to, as wasm/gocmd/tracer has it. */
export interface TraceFile {
	/** Takes a piece of the trace; an empty one ends it. False: there is no more room. */
	write(bytes: Uint8Array): boolean;
	/** Whether goroutines of the program wait for its host. A file that cannot be synced says so. */
	busy(): boolean;
}

/** What the files of a program are connected to. */
export interface Streams {
	/** Takes what the program writes to descriptor 1 or 2. */
	write(fd: number, bytes: Uint8Array): void;
	/** Fills buffer from standard input and calls done with the number of bytes, 0 at its end. */
	read(buffer: Uint8Array, done: (n: number) => void): void;
	/** Answers a call by its callback: never before the call has returned, for Go cannot be entered twice. */
	answer(callback: Callback, error: Error | null, result?: unknown): void;
	/** Loads Go's zoneinfo.zip; undefined: it is not to be had. */
	zones(done: (zip: Uint8Array | undefined) => void): void;
	/** Returns milliseconds since 1970. */
	now(): number;
	/** Where the program is traced. */
	trace?: TraceFile | undefined;
}

/** The files that there are for a host's purposes. */
const tracePath = '/tour/trace';
export const zonesPath = '/usr/share/zoneinfo.zip';

/** Those of flags that ask for a file to be written. */
const writes = flags.O_WRONLY | flags.O_RDWR;

/** What a file allows, as bits of its mode. */
export const reading = 4;
export const writing = 2;

/** An open file, and where in it the program is. */
interface Open {
	node: Inode;
	at: number;
	how: number;
}

/** What a descriptor stands for. */
type Described = Open | 'stream' | 'trace';

/** Reads or writes at a position, or where the program is in the file. */
type Transfer = (fd: number, bytes: Uint8Array, position: number | null, callback: Callback) => Answer | undefined;

/** Returns what Go calls for a transfer of a part of a buffer. */
function transfer(move: Transfer) {
	return (fd: number, buffer: Uint8Array, offset: number, length: number, at: number | null, callback: Callback) =>
		move(fd, buffer.subarray(offset, offset + length), at, callback);
}

/** The open files of a program, by their descriptors. */
export class Descriptors {
	readonly #streams: Streams;
	readonly #tree: Tree;
	readonly #open = new Map<number, Described>([
		[0, 'stream'],
		[1, 'stream'],
		[2, 'stream'],
	]);
	#zoned = false;

	constructor(streams: Streams, tree: Tree) {
		this.#streams = streams;
		this.#tree = tree;
	}

	/** The calls that take a descriptor, or return one. */
	calls(): FileSystem {
		return {
			open: (path: string, how: number, mode: number, callback: Callback) =>
				path === zonesPath && !this.#zoned
					? this.#loadZones(path, how, mode, callback)
					: answerOf(() => this.#openPath(path, how, mode)),
			close: atOnce((fd: number) => {
				const open = this.#get(fd);
				this.#open.delete(fd);
				if (typeof open === 'object') {
					this.#tree.close(open.node);
				}
			}),
			fstat: atOnce((fd: number) => {
				const open = this.#get(fd);
				if (open === 'trace') {
					throw failure('ENOSYS');
				}
				return statusOf(open === 'stream' ? this.#tree.node(kinds.pipe | 0o600) : open.node);
			}),
			fchmod: atOnce((fd: number, mode: number) => this.#file(fd).node.setPermissions(mode)),
			fchown: atOnce((fd: number) => void this.#file(fd)),
			ftruncate: atOnce((fd: number, size: number) => {
				const { node, how } = this.#file(fd);
				if ((how & writes) === 0) {
					throw failure('EINVAL');
				}
				this.#tree.truncate(node, size);
			}),
			fsync: atOnce((fd: number) => {
				if (this.#get(fd) === 'trace' && this.#streams.trace?.busy()) {
					throw failure('EBUSY');
				}
			}),
			seek: atOnce((fd: number, offset: number, whence: number) => this.#seek(fd, offset, whence)),
			read: transfer((...args) => this.#read(...args)),
			write: transfer((...args) => this.#write(...args)),
		};
	}

	#get(fd: number): Described {
		const open = this.#open.get(fd);
		if (open === undefined) {
			throw failure('EBADF');
		}
		return open;
	}

	/** Returns an open file that is no stream. */
	#file(fd: number): Open {
		const open = this.#get(fd);
		if (typeof open !== 'object') {
			throw failure('EINVAL');
		}
		return open;
	}

	#openPath(path: string, how: number, mode: number): number {
		if (this.#streams.trace && path === tracePath) {
			return this.#add('trace');
		}
		const creates = (how & flags.O_CREAT) !== 0;
		const { node, made } = creates
			? this.#tree.create(path, mode, (how & flags.O_EXCL) !== 0)
			: { node: this.#tree.find(path), made: false };
		if (node.entries && (creates || (how & writes) !== 0)) {
			throw failure('EISDIR');
		}
		if (!node.entries && (how & flags.O_DIRECTORY) !== 0) {
			throw failure('ENOTDIR');
		}
		if (!made) {
			node.allow(((how & flags.O_WRONLY) === 0 ? reading : 0) | ((how & writes) === 0 ? 0 : writing));
		}
		if ((how & flags.O_TRUNC) !== 0 && (how & writes) !== 0) {
			this.#tree.truncate(node, 0);
		}
		node.opens++;
		return this.#add({ node, at: 0, how });
	}

	/** Takes the lowest descriptor that is free. */
	#add(open: Described): number {
		let fd = 3;
		while (this.#open.has(fd)) {
			fd++;
		}
		this.#open.set(fd, open);
		return fd;
	}

	/** Opens the file with the time zones once it has come. */
	#loadZones(path: string, how: number, mode: number, callback: Callback): undefined {
		this.#streams.zones((zip) => {
			const [error, fd] = answerOf(() => {
				if (!zip) {
					throw failure('ENETUNREACH');
				}
				if (!this.#zoned) {
					this.#tree.write(this.#tree.create(path, 0o444, false).node, zip, 0);
					this.#zoned = true;
				}
				return this.#openPath(path, how, mode);
			});
			this.#streams.answer(callback, error, fd);
		});
	}

	#seek(fd: number, offset: number, whence: number): number {
		const open = this.#get(fd);
		if (typeof open !== 'object') {
			throw failure('ESPIPE');
		}
		const at = offset + ([0, open.at, open.node.size][whence] ?? NaN);
		if (!(at >= 0)) {
			throw failure('EINVAL');
		}
		open.at = at;
		return at;
	}

	#read(fd: number, buffer: Uint8Array, position: number | null, callback: Callback): Answer | undefined {
		if (fd === 0 && this.#open.get(fd) === 'stream') {
			this.#streams.read(buffer, (n) => this.#streams.answer(callback, null, n));
			return undefined;
		}
		return answerOf(() => {
			const open = this.#get(fd);
			if (typeof open !== 'object' || (open.how & flags.O_WRONLY) !== 0) {
				throw failure('EBADF');
			}
			const { node } = open;
			if (node.entries) {
				throw failure('EISDIR');
			}
			const at = position ?? open.at;
			const bytes = node.content.subarray(Math.min(at, node.size), Math.min(at + buffer.length, node.size));
			buffer.set(bytes);
			if (position === null) {
				open.at = at + bytes.length;
			}
			return bytes.length;
		});
	}

	#write(fd: number, bytes: Uint8Array, position: number | null, callback: Callback): Answer | undefined {
		const { trace } = this.#streams;
		const open = this.#open.get(fd);
		if (open === 'trace') {
			this.#streams.answer(callback, trace!.write(bytes) ? null : failure('ENOSPC'), bytes.length);
			return undefined;
		}
		return answerOf(() => {
			if (open === 'stream' && fd !== 0) {
				this.#streams.write(fd, bytes);
				return bytes.length;
			}
			if (typeof open !== 'object' || (open.how & writes) === 0) {
				throw failure('EBADF');
			}
			const { node } = open;
			if (!node.is('device')) {
				const at = (open.how & flags.O_APPEND) === 0 ? (position ?? open.at) : node.size;
				this.#tree.write(node, bytes, at);
				if (position === null) {
					open.at = at + bytes.length;
				}
			}
			return bytes.length;
		});
	}
}
