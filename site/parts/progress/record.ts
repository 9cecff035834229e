import { cardsOf, daysBetween, type Question, type Today, today } from './cards';
import { type Deed, type Entry, keyOf, type Note, repeats } from './entry';
import { read, write } from './file';
import type { Shelf } from './shelf';

/**
 * The record of what a reader has done. It sends "change" when there is more, or nothing any more, and "kept" when
 * other pages have reason to load it anew. Entries are only ever added, so that pages that are open at the same time
 * lose nothing to each other.
 */
export class ProgressRecord extends EventTarget {
	readonly #shelf: Shelf;
	readonly #now: () => number;
	#entries = new Map<string, Entry>();
	/** What is not on the shelf yet. */
	readonly #unkept = new Map<string, Entry>();
	/** The deeds with their ids, "read gather". */
	#done = new Set<string>();
	#denied = false;
	/** Settled once the shelf has done what it was asked for: it does one thing after the other. */
	#idle: Promise<void> = Promise.resolve();

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

	/** What was done, in the order of time. */
	get entries(): Entry[] {
		return [...this.#entries.values()].sort((a, b) => a.at - b.at);
	}

	/** Loads what is kept, by this page or another. */
	load(): Promise<void> {
		return this.#use(async () => {
			const kept = await this.#shelf.load();
			this.#entries = new Map([...kept, ...this.#unkept.values()].map((entry) => [keyOf(entry), entry]));
			await this.#keep();
		}, true);
	}

	/** Reports whether it has been done. */
	has(deed: Deed, id: string): boolean {
		return this.#done.has(`${deed} ${id}`);
	}

	/** Returns of how many ids it has been done, of those given, or of all. */
	count(deed: Deed, ids?: readonly string[]): number {
		if (ids) {
			return ids.filter((id) => this.has(deed, id)).length;
		}
		return [...this.#done].filter((done) => done.startsWith(`${deed} `)).length;
	}

	/** Returns how many times it has been done in all. */
	times(deed: Deed): number {
		return this.entries.filter((entry) => entry.deed === deed).length;
	}

	/** Returns what there is to review today, of the questions that lessons ask now. */
	today(questions: readonly Question[]): Today {
		const { entries } = this;
		return today(cardsOf(entries, questions), entries, this.#now());
	}

	/** Returns in how many days a time comes: 1 if that is tomorrow. */
	daysUntil(time: number): number {
		return daysBetween(this.#now(), time);
	}

	/** Adds what has just been done. What counts once keeps its first time, and what is solved is not tried again. */
	async add(note: Note): Promise<void> {
		await this.#idle; // what is being loaded may hold it
		const { deed, id } = note;
		const known = repeats(deed) ? this.has('solved', id) : this.has(deed, id);
		if (!known) {
			await this.#add([{ ...note, at: this.#now() }]);
		}
	}

	/** Forgets everything. */
	async clear(): Promise<void> {
		this.#entries.clear();
		this.#unkept.clear();
		this.#changed();
		await this.#use(async () => {
			await this.#shelf.clear();
			this.dispatchEvent(new Event('kept'));
		});
	}

	/** Returns the entries as the content of a file. */
	save(): string {
		return write(this.entries);
	}

	/**
	 * Adds the entries of a file, and returns how many are new here. It throws a FileError if the content is none that
	 * `save` has returned, and adds nothing then.
	 */
	async merge(file: Blob): Promise<number> {
		const entries = await read(file);
		await this.#idle;
		const known = this.#entries.size;
		await this.#add(entries.filter((entry) => entry.at < (this.#entries.get(keyOf(entry))?.at ?? Infinity)));
		return this.#entries.size - known;
	}

	async #add(more: readonly Entry[]): Promise<void> {
		if (more.length === 0) {
			return;
		}
		// The first of what counts once comes last.
		for (const entry of [...more].sort((a, b) => b.at - a.at)) {
			this.#entries.set(keyOf(entry), entry);
			this.#unkept.set(keyOf(entry), entry);
		}
		this.#changed();
		await this.#use(() => this.#keep());
	}

	/** Puts on the shelf what is not there yet. */
	async #keep(): Promise<void> {
		const entries = [...this.#unkept];
		if (entries.length === 0) {
			return;
		}
		await this.#shelf.add(entries.map(([, entry]) => entry));
		for (const [key, entry] of entries) {
			if (this.#unkept.get(key) === entry) {
				this.#unkept.delete(key);
			}
		}
		this.dispatchEvent(new Event('kept'));
	}

	/** Uses the shelf, once it is idle. With `always` the record has changed in any case. */
	#use(action: () => Promise<void>, always = false): Promise<void> {
		this.#idle = this.#idle.then(async () => {
			const { denied } = this;
			try {
				await action();
				this.#denied = false;
			} catch {
				this.#denied = true;
			}
			if (always || this.denied !== denied) {
				this.#changed();
			}
		});
		return this.#idle;
	}

	#changed(): void {
		this.#done = new Set([...this.#entries.values()].map(({ deed, id }) => `${deed} ${id}`));
		this.dispatchEvent(new Event('change'));
	}
}
