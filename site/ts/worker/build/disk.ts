import { type Callback, type FileSystem, flags } from '../go/calls';
import { failure } from '../go/inode';

/** A file that is being written: its bytes are the first `size` of `content`. */
interface File {
	content: Uint8Array;
	size: number;
}

/** Reads or writes `length` bytes of a file at `position`, or where the last transfer ended if that is null. */
type Transfer = (
	fd: number,
	buffer: Uint8Array,
	offset: number,
	length: number,
	position: number | null,
	callback: Callback,
) => void;

const isFile = 0o100644;
const isFolder = 0o040755;

/**
 * What a written file is first given room for, in bytes; it doubles when that is full. Most programs fit, and what is
 * not written to takes no memory.
 */
const room = 4 << 20;

/**
 * A file system in memory, for programs that work on files: the compiler and the linker. There is one folder
 * at a time, or rather none: a path is a name.
 */
export class Disk {
	#files = new Map<string, File>();
	/** The open files, by number, and the next number. */
	#open = new Map<number, { file: File; at: number }>();
	#next = 3;
	/** The path whose opening waits, and who is told. */
	#held: { path: string; told: (answer: () => void) => void } | undefined;

	/** @param folder is the one that relative paths begin from. */
	constructor(readonly folder: string) {}

	/** Puts a file there, whose bytes are not copied. */
	put(path: string, content: Uint8Array): void {
		this.#files.set(this.#resolve(path), { content, size: content.length });
	}

	/** Returns a file's bytes. */
	get(path: string): Uint8Array | undefined {
		const file = this.#files.get(this.#resolve(path));
		return file?.content.subarray(0, file.size);
	}

	remove(path: string): void {
		this.#files.delete(this.#resolve(path));
	}

	/**
	 * Has the next opening of a file wait. The promise's function lets it happen, each time that it is called: a
	 * program that is set back waits for it again.
	 */
	hold(path: string): Promise<() => void> {
		return new Promise((told) => (this.#held = { path: this.#resolve(path), told }));
	}

	/** Returns a function that sets the disk back to what it is now. Files that are open now must be empty. */
	kept(): () => void {
		const files = new Map(this.#files);
		const nameOf = (file: File): string | undefined => [...files].find(([, of]) => of === file)?.[0];
		const open = [...this.#open].map(([fd, { file }]) => ({ fd, name: nameOf(file) }));
		const next = this.#next;
		return () => {
			this.#files = new Map(files);
			this.#next = next;
			this.#open.clear();
			for (const { fd, name } of open) {
				const file = { content: new Uint8Array(room), size: 0 };
				this.#open.set(fd, { file, at: 0 });
				if (name !== undefined) {
					this.#files.set(name, file);
				}
			}
		};
	}

	/** Returns what a program finds as globalThis.fs; what it writes to its own streams goes to `written`. */
	fileSystem(written: (bytes: Uint8Array) => void): FileSystem {
		const answer = (callback: Callback, error: Error | null, result?: unknown): void => {
			queueMicrotask(() => callback(error, result));
		};
		const stat = (callback: Callback, file: File | undefined): void => {
			answer(callback, null, new Stat(file));
		};
		const statPath = (path: string, callback: Callback): void => {
			const file = this.#files.get(this.#resolve(path));
			if (file === undefined && !this.#isFolder(path)) {
				answer(callback, failure('ENOENT'));
				return;
			}
			stat(callback, file);
		};
		const done = (...args: unknown[]): void => answer(args.at(-1) as Callback, null);
		const refuse = (...args: unknown[]): void => answer(args.at(-1) as Callback, failure('ENOSYS'));
		const read: Transfer = (fd, buffer, offset, length, position, callback) => {
			const from = this.#open.get(fd);
			if (from === undefined) {
				answer(callback, fd === 0 ? null : failure('EBADF'), 0);
				return;
			}
			const at = position ?? from.at;
			const part = from.file.content.subarray(at, Math.min(at + length, from.file.size));
			buffer.set(part, offset);
			from.at = at + part.length;
			answer(callback, null, part.length);
		};
		const write: Transfer = (fd, buffer, offset, length, position, callback) => {
			const bytes = buffer.subarray(offset, offset + length);
			const to = this.#open.get(fd);
			if (to === undefined) {
				written(bytes.slice());
			} else {
				to.at = writeAt(to.file, bytes, position ?? to.at);
			}
			answer(callback, null, length);
		};
		return {
			constants: flags,
			open: (path: string, how: number, _mode: number, callback: Callback) => {
				const open = (): void => {
					const opened = this.#find(path, how);
					if (opened instanceof Error) {
						answer(callback, opened);
						return;
					}
					this.#open.set(this.#next, { file: opened, at: 0 });
					answer(callback, null, this.#next++);
				};
				if (this.#held?.path === this.#resolve(path)) {
					const { told } = this.#held;
					this.#held = undefined;
					told(open);
				} else {
					open();
				}
			},
			close: (fd: number, callback: Callback) => answer(callback, this.#open.delete(fd) ? null : failure('EBADF')),
			read,
			write,
			fstat: (fd: number, callback: Callback) => stat(callback, this.#open.get(fd)?.file),
			stat: statPath,
			lstat: statPath,
			ftruncate: (fd: number, length: number, callback: Callback) => {
				const to = this.#open.get(fd)?.file;
				if (to) {
					writeAt(to, new Uint8Array(0), length);
					to.size = length;
				}
				answer(callback, null);
			},
			unlink: (path: string, callback: Callback) =>
				answer(callback, this.#files.delete(this.#resolve(path)) ? null : failure('ENOENT')),
			readdir: (_path: string, callback: Callback) => answer(callback, null, []),
			mkdir: done,
			rmdir: done,
			chmod: done,
			fchmod: done,
			fsync: done,
			utimes: done,
			rename: refuse,
			link: refuse,
			symlink: refuse,
			readlink: refuse,
			chown: refuse,
			fchown: refuse,
			lchown: refuse,
			truncate: refuse,
		};
	}

	#find(path: string, how: number): File | Error {
		const name = this.#resolve(path);
		let file = this.#files.get(name);
		if (file === undefined) {
			if ((how & flags.O_CREAT) === 0) {
				return failure('ENOENT');
			}
			file = { content: new Uint8Array(room), size: 0 };
			this.#files.set(name, file);
		} else if ((how & flags.O_CREAT) !== 0 && (how & flags.O_EXCL) !== 0) {
			return failure('EEXIST');
		} else if (how & flags.O_TRUNC) {
			file.content = new Uint8Array(room);
			file.size = 0;
		}
		return file;
	}

	#resolve(path: string): string {
		return path.startsWith('/') ? path : `${this.folder}/${path}`;
	}

	#isFolder(path: string): boolean {
		const folder = `${this.#resolve(path).replace(/\/+\.?$/, '')}/`;
		return [...this.#files.keys()].some((name) => name.startsWith(folder));
	}
}

/** Writes bytes at a place, and returns where they end. */
function writeAt(file: File, bytes: Uint8Array, at: number): number {
	const end = at + bytes.length;
	if (end > file.content.length) {
		const larger = new Uint8Array(Math.max(end, 2 * file.content.length));
		larger.set(file.content.subarray(0, file.size));
		file.content = larger;
	}
	file.content.fill(0, file.size, at); // a hole, which may lie where there have been bytes
	file.content.set(bytes, at);
	file.size = Math.max(file.size, end);
	return end;
}

/** What Go reads of Node's fs.Stats. A file that is not there is a folder. */
class Stat {
	readonly dev = 0;
	readonly ino = 0;
	readonly nlink = 1;
	readonly uid = 0;
	readonly gid = 0;
	readonly rdev = 0;
	readonly blksize = 4096;
	readonly atimeMs = 0;
	readonly mtimeMs = 0;
	readonly ctimeMs = 0;
	readonly mode: number;
	readonly size: number;
	readonly blocks: number;

	constructor(file: File | undefined) {
		this.mode = file ? isFile : isFolder;
		this.size = file?.size ?? 0;
		this.blocks = Math.ceil(this.size / 512);
	}

	isDirectory(): boolean {
		return this.mode === isFolder;
	}
}
