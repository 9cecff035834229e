/** The kinds of files that Go tells apart by their mode. */
export const kinds = { folder: 0o040000, file: 0o100000, link: 0o120000, pipe: 0o010000, device: 0o020000 };

const kindBits = 0o170000;

/** An error whose code Go knows. */
export function failure(code: string): Error {
	return Object.assign(new Error(code), { code });
}

/** A file, or what else a folder can hold, without its names. */
export class Inode {
	/** Where a folder lies. */
	parent: Inode | undefined;
	/** The first `size` of these bytes are a file's content, or the path that a link leads to. */
	content = new Uint8Array(0);
	size = 0;
	/** How many names it has, and how many times it is open. */
	links = 0;
	opens = 0;
	/** Milliseconds since 1970. */
	accessed: number;
	modified: number;
	changed: number;
	readonly entries: Map<string, Inode> | undefined;

	constructor(
		readonly number: number,
		/** Kind and permissions. */
		public mode: number,
		now: number,
	) {
		this.entries = this.is('folder') ? new Map() : undefined;
		this.accessed = this.modified = this.changed = now;
	}

	is(kind: keyof typeof kinds): boolean {
		return (this.mode & kindBits) === kinds[kind];
	}

	/** Fails where the program may not do this: 4 is reading, 2 writing. */
	allow(bits: number): void {
		if (((this.mode >> 6) & bits) !== bits) {
			throw failure('EACCES');
		}
	}

	setPermissions(mode: number): void {
		this.mode = (this.mode & kindBits) | (mode & 0o7777);
	}

	get text(): string {
		return new TextDecoder().decode(this.content.subarray(0, this.size));
	}
}
