/** Something that a reader has done with a lesson or a snippet. */
export type Deed = 'read' | 'run' | 'predicted';

const deeds: readonly string[] = ['read', 'run', 'predicted'] satisfies Deed[];

/** The entries by their keys, "run gather/three-tasks": when it was first done, in milliseconds since 1970. */
export type Entries = ReadonlyMap<string, number>;

/** Where entries are kept: the browser's database, or that of a test. Each method rejects where that does not work. */
export interface Shelf {
	load(): Promise<Entries>;
	add(entries: Entries): Promise<void>;
	clear(): Promise<void>;
}

/** The mark and the version of the files that are saved. */
const format = { tour: 'progress', version: 1 };

/**
 * The record of what a reader has done. It sends "change" when there is more, or nothing any more. Entries are only
 * ever added, so that pages that are open at the same time lose nothing to each other.
 */
export class ProgressRecord extends EventTarget {
	readonly #shelf: Shelf;
	readonly #now: () => number;
	#entries = new Map<string, number>();
	#denied = false;

	/** With a shelf that fails the entries are kept as long as the page is open. */
	constructor(shelf: Shelf, now: () => number = Date.now) {
		super();
		this.#shelf = shelf;
		this.#now = now;
	}

	/** Whether the shelf has failed, so that nothing is kept. */
	get denied(): boolean {
		return this.#denied;
	}

	/** Loads what is kept, by this page or another. */
	async load(): Promise<void> {
		try {
			const kept = await this.#shelf.load();
			this.#entries = new Map([...this.#entries, ...kept]);
			this.#denied = false;
		} catch {
			this.#denied = true;
		}
		this.#changed();
	}

	/** Reports whether it has been done. */
	has(deed: Deed, id: string): boolean {
		return this.#entries.has(`${deed} ${id}`);
	}

	/** Returns how many have been done, of those with the ids, or of all. */
	count(deed: Deed, ids?: readonly string[]): number {
		if (ids) {
			return ids.filter((id) => this.has(deed, id)).length;
		}
		return [...this.#entries.keys()].filter((key) => key.startsWith(`${deed} `)).length;
	}

	/** Adds what has just been done. What was done before keeps its time. */
	async add(deed: Deed, id: string): Promise<void> {
		if (!this.has(deed, id)) {
			await this.#add(new Map([[`${deed} ${id}`, this.#now()]]));
		}
	}

	/** Forgets everything. */
	async clear(): Promise<void> {
		this.#entries.clear();
		try {
			await this.#shelf.clear();
		} catch {
			this.#denied = true;
		}
		this.#changed();
	}

	/** Returns the entries as the content of a file. */
	save(): string {
		return `${JSON.stringify({ ...format, entries: Object.fromEntries(this.#entries) }, null, '\t')}\n`;
	}

	/**
	 * Adds the entries of a file, and returns how many are new here. It throws an Error if the content is none that
	 * save has written, and adds nothing then.
	 */
	async merge(content: string): Promise<number> {
		const more = new Map([...parse(content)].filter(([key]) => !this.#entries.has(key)));
		await this.#add(more);
		return more.size;
	}

	async #add(more: Entries): Promise<void> {
		if (more.size === 0) {
			return;
		}
		for (const [key, at] of more) {
			this.#entries.set(key, at);
		}
		this.#changed();
		try {
			await this.#shelf.add(more);
		} catch {
			this.#denied = true;
			this.#changed();
		}
	}

	#changed(): void {
		this.dispatchEvent(new Event('change'));
	}
}

/** The most bytes of a file that is read, and the most entries: ten times as many as there are things to do. */
export const mostBytes = 1 << 20;
const mostEntries = 10_000;

/** Returns the entries of a file. */
function parse(content: string): Entries {
	const saved = JSON.parse(content) as { tour?: unknown; version?: unknown; entries?: unknown } | null;
	if (saved?.tour !== format.tour || saved.version !== format.version || !isObject(saved.entries)) {
		throw new Error('not a file of the tour');
	}
	const entries = Object.entries(saved.entries);
	if (entries.length > mostEntries || !entries.every(isEntry)) {
		throw new Error('not entries of the tour');
	}
	return new Map(entries as [string, number][]);
}

function isObject(value: unknown): value is object {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEntry([key, at]: [string, unknown]): boolean {
	const [deed = '', id = '', ...more] = key.split(' ');
	return (
		deeds.includes(deed) &&
		/^[\w-]+(\/[\w-]+)?$/.test(id) &&
		more.length === 0 &&
		typeof at === 'number' &&
		Number.isFinite(at) &&
		at >= 0
	);
}
