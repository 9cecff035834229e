import { failure, Inode, kinds } from './inode';

/**
 * How many bytes a program's files may have, as in the server's sandboxes (server/sandbox/gvisor), names and
 * empty files included.
 */
const room = 16 << 20;

/** What a folder, a link or an empty file takes of it, in bytes. */
const each = 256;

const longestName = 255; // bytes, as on Linux
const mostLinks = 40; // in a path, as on Linux

/** What creators of files may not give others: the usual umask. */
const umask = 0o022;

/** Where a path leads: to a name in a folder, and what is there. */
interface Place {
	folder: Inode;
	name: string;
	node: Inode | undefined;
}

/**
 * The tree. Methods take paths, relative to the current folder or not, and throw failures by the codes that Linux has
 * for them.
 */
export class Tree {
	readonly root: Inode;
	/** The current folder. */
	current: Inode;
	#last = 0;
	#left = room;

	/** @param now returns milliseconds since 1970. */
	constructor(readonly now: () => number) {
		this.root = this.node(kinds.folder | 0o755);
		this.root.parent = this.root;
		this.root.links = 1;
		this.current = this.root;
	}

	/** Makes a node of that mode, which has no name. */
	node(mode: number): Inode {
		return new Inode(++this.#last, mode, this.now());
	}

	/** Returns what is at a path: of a symbolic link, what it leads to, or with `itself` the link. */
	find(path: string, itself = false): Inode {
		const { node } = this.#walk(path, !itself);
		if (node === undefined) {
			throw failure('ENOENT');
		}
		return node;
	}

	/** Returns the absolute path of a folder, or of the current one. */
	pathOf(folder = this.current): string {
		const names: string[] = [];
		for (let at = folder; at !== this.root; at = at.parent!) {
			const name = [...at.parent!.entries!].find(([, node]) => node === at)?.[0];
			if (name === undefined) {
				throw failure('ENOENT'); // it has been removed
			}
			names.unshift(name);
		}
		return `/${names.join('/')}`;
	}

	/** Returns the file at a path, and whether it is new; with `only` it fails if there was one. */
	create(path: string, mode: number, only: boolean): { node: Inode; made: boolean } {
		const place = this.#walk(path, !only);
		if (place.node) {
			if (only) {
				throw failure('EEXIST');
			}
			return { node: place.node, made: false };
		}
		if (path.endsWith('/')) {
			throw failure('EISDIR');
		}
		return { node: this.#add(place, this.node(kinds.file | (mode & 0o7777 & ~umask))), made: true };
	}

	/** Makes a folder. */
	mkdir(path: string, mode: number): Inode {
		return this.#addNew(path, () => this.node(kinds.folder | (mode & 0o7777 & ~umask)));
	}

	/** Makes a symbolic link. */
	symlink(target: string, path: string): void {
		this.#addNew(path, () => {
			const link = this.node(kinds.link | 0o777);
			link.content = new TextEncoder().encode(target);
			link.size = link.content.length;
			return link;
		});
	}

	/** Gives a file another name. */
	link(from: string, path: string): void {
		const node = this.find(from, true);
		if (node.entries) {
			throw failure('EPERM');
		}
		this.#addNew(path, () => node);
	}

	/** Removes a name, and with its last one a file. */
	unlink(path: string): void {
		const { folder, name, node } = this.#named(path);
		if (node.entries) {
			throw failure('EISDIR');
		}
		this.#remove(folder, name, node);
	}

	/** Removes an empty folder. */
	rmdir(path: string): void {
		const { folder, name, node } = this.#named(path);
		if (!node.entries) {
			throw failure('ENOTDIR');
		}
		if (node.entries.size > 0) {
			throw failure('ENOTEMPTY');
		}
		this.#remove(folder, name, node);
	}

	/** Moves a file or a folder, over another one of its kind if there is one. */
	rename(from: string, to: string): void {
		const { folder, name, node } = this.#named(from);
		const place = this.#walk(to, false);
		if (place.node === node) {
			return;
		}
		for (let at = place.folder; at !== this.root; at = at.parent!) {
			if (at === node) {
				throw failure('EINVAL'); // into itself
			}
		}
		if (place.node) {
			if (node.entries && !place.node.entries) {
				throw failure('ENOTDIR');
			}
			if (place.node.entries && !node.entries) {
				throw failure('EISDIR');
			}
			if (place.node.entries && place.node.entries.size > 0) {
				throw failure('ENOTEMPTY');
			}
			if (place.folder.entries!.get(place.name) !== place.node) {
				throw failure('EBUSY');
			}
			folder.allow(2);
			this.#remove(place.folder, place.name, place.node);
		}
		this.#add(place, node);
		this.#remove(folder, name, node);
	}

	/** Writes bytes into a file, which grows where they pass its end. */
	write(file: Inode, bytes: Uint8Array, at: number): void {
		this.#resize(file, Math.max(file.size, at + bytes.length));
		file.content.set(bytes, at);
	}

	/** Gives a file another size: what is added is zeros. */
	truncate(file: Inode, size: number): void {
		if (file.entries) {
			throw failure('EISDIR');
		}
		if (size < 0) {
			throw failure('EINVAL');
		}
		if (file.is('file')) {
			this.#resize(file, size);
		}
	}

	#resize(file: Inode, size: number): void {
		this.#take(size - file.size);
		if (size > file.content.length) {
			const content = new Uint8Array(Math.max(size, 2 * file.content.length));
			content.set(file.content.subarray(0, file.size));
			file.content = content;
		} else if (size < file.size) {
			file.content.fill(0, size, file.size);
		}
		file.size = size;
		file.modified = file.changed = this.now();
	}

	/** One of those that had it open has closed a file. */
	close(file: Inode): void {
		file.opens--;
		this.#free(file);
	}

	/** Forgets a file that nobody can find or has open any more. */
	#free(file: Inode): void {
		if (file.links === 0 && file.opens === 0) {
			this.#left += file.size;
			file.content = new Uint8Array(0);
			file.size = 0;
		}
	}

	#take(bytes: number): void {
		if (bytes > this.#left) {
			throw failure('ENOSPC');
		}
		this.#left -= bytes;
	}

	#addNew(path: string, make: () => Inode): Inode {
		const place = this.#walk(path.replace(/\/+$/, '') || '/', false);
		if (place.node) {
			throw failure('EEXIST');
		}
		return this.#add(place, make());
	}

	#add({ folder, name }: Place, node: Inode): Inode {
		folder.allow(2);
		const bytes = new TextEncoder().encode(name).length;
		if (bytes > longestName) {
			throw failure('ENAMETOOLONG');
		}
		if (folder !== this.root && folder.links === 0) {
			throw failure('ENOENT'); // it has been removed
		}
		this.#take(each + bytes);
		folder.entries!.set(name, node);
		folder.modified = folder.changed = this.now();
		node.links++;
		if (node.entries) {
			node.parent = folder;
		}
		return node;
	}

	#remove(folder: Inode, name: string, node: Inode): void {
		folder.allow(2);
		folder.entries!.delete(name);
		folder.modified = folder.changed = node.changed = this.now();
		node.links--;
		this.#left += each + new TextEncoder().encode(name).length;
		this.#free(node);
	}

	/** Returns what is at a path and can be removed from there. */
	#named(path: string): { folder: Inode; name: string; node: Inode } {
		const { folder, name, node } = this.#walk(path, false);
		if (node === undefined) {
			throw failure('ENOENT');
		}
		if (node === this.root) {
			throw failure('EBUSY');
		}
		if (folder.entries!.get(name) !== node) {
			throw failure(name === '..' ? 'ENOTEMPTY' : 'EINVAL'); // it is named by where it lies
		}
		return { folder, name, node };
	}

	/** Walks to a path; with `follow` on from a symbolic link at its end too. */
	#walk(path: string, follow: boolean, from = this.current, links = { left: mostLinks }): Place {
		let folder = path.startsWith('/') ? this.root : from;
		const names = path.split('/').filter((name) => name !== '');
		const last = names.pop();
		if (last === undefined) {
			return { folder: this.root, name: '', node: this.root };
		}
		for (const name of names) {
			folder = this.#folder(this.#step(folder, name, links));
		}
		const node = this.#step(folder, last, links, true);
		const slash = path.endsWith('/');
		if (node?.is('link') && (follow || slash)) {
			this.#count(links);
			return this.#walk(node.text, true, folder, links);
		}
		if (slash && node) {
			this.#folder(node);
		}
		return { folder, name: last, node };
	}

	/** Goes from a folder to what has a name there, and from a link, but not `itself`, on to where it leads. */
	#step(folder: Inode, name: string, links: { left: number }, itself = false): Inode | undefined {
		if (name === '.') {
			return folder;
		}
		if (name === '..') {
			return folder.parent;
		}
		folder.allow(1);
		const node = folder.entries!.get(name);
		if (node?.is('link') && !itself) {
			this.#count(links);
			return this.#walk(node.text, true, folder, links).node;
		}
		return node;
	}

	#folder(node: Inode | undefined): Inode {
		if (!node?.entries) {
			throw failure(node ? 'ENOTDIR' : 'ENOENT');
		}
		return node;
	}

	#count(links: { left: number }): void {
		if (--links.left < 0) {
			throw failure('ELOOP');
		}
	}
}
