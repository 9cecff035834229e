import { type Files, joined, sources, split, trimmed } from '../files/files';
import type { Store } from '../../ts/page/store';

/**
 * One of a snippet's programs as the reader has it: as published, edited, or as somebody
 * shared it. Edits are kept; a shared version replaces none of them, not even
 * when the reader goes on to edit it. What is written in another tab shows in this
 * one too, so that none overwrites the other.
 *
 * Dispatches "change", and "unkept" if an edit could not be stored.
 */
export class Draft extends EventTarget {
	/** The program as published. */
	readonly published: Files;
	readonly #store: Store;
	readonly #key: string;
	readonly #main: string;
	/** The files, joined. */
	#whole: string;
	/** The reader's own version, as it was kept last as far as this page knows. */
	#kept: string;
	#shared = false;
	/** The reader's own version, while a shared one is shown. */
	#own: string | null = null;

	/** The key is for what is kept of it, and `main` the name of its first file. */
	constructor(key: string, main: string, published: string, store: Store) {
		super();
		this.#key = key;
		this.#main = main;
		this.#store = store;
		this.published = trimmed({ [main]: published });
		this.#whole = this.#kept = store.get(this.#editKey) ?? joined(this.published);
		this.#own = store.get(this.#ownKey);
		store.addEventListener('change', () => this.#look());
	}

	/** The program as one text: it tells two versions apart, and is what links carry. */
	get whole(): string {
		return this.#whole;
	}

	get files(): Files {
		return split(this.#whole, this.#main);
	}

	get edited(): boolean {
		return this.#whole !== joined(this.published);
	}

	/** Whether it is a shared version, unchanged. */
	get shared(): boolean {
		return this.#shared;
	}

	/** Whether a shared version hides the reader's own. */
	get ownWaits(): boolean {
		return this.#own !== null;
	}

	/** The files as they are built. */
	get source(): Record<string, string> {
		return sources(this.files);
	}

	/** The files of a run: none if the program is as published, unless built is set. */
	toRun(built: boolean): { files?: Record<string, string> } {
		return this.edited || built ? { files: this.source } : {};
	}

	/** Stores the reader's text of a file, which may be a new one. */
	edit(name: string, text: string): void {
		this.replace({ ...this.files, [name]: text });
	}

	/** Stores the reader's files. */
	replace(files: Files): void {
		this.#take(joined(files));
	}

	#take(whole: string): void {
		if (whole === this.#whole) {
			return;
		}
		this.#whole = whole;
		if (this.#shared && this.#own !== null) {
			this.#store.set(this.#ownKey, this.#own);
		}
		this.#shared = false;
		const kept = this.edited ? this.#store.set(this.#editKey, whole) : this.#forgetEdit();
		if (kept) {
			this.#kept = whole;
		}
		this.dispatchEvent(new Event('change'));
		if (!kept) {
			this.dispatchEvent(new Event('unkept'));
		}
	}

	/** Shows a shared version, as one text, and reports whether it differs from what is there. */
	share(text: string): boolean {
		const shared = joined(trimmed(split(text, this.#main)));
		if (shared === this.#whole) {
			return false;
		}
		if (this.edited && !this.#shared) {
			this.#own ??= this.#whole;
		}
		this.#whole = shared;
		this.#shared = true;
		this.dispatchEvent(new Event('change'));
		return true;
	}

	/** Goes back from a shared version to the reader's own, or to the published one. */
	leaveShared(): void {
		const own = this.#own;
		this.#own = null;
		this.#store.remove(this.#ownKey);
		this.#shared = false;
		this.#take(own ?? joined(this.published));
	}

	/** Takes what another page has kept. */
	#look(): void {
		const kept = this.#store.get(this.#editKey) ?? joined(this.published);
		if (kept === this.#kept) {
			return;
		}
		this.#kept = kept;
		if (this.#shared) {
			this.#own = kept === joined(this.published) ? null : kept;
			return;
		}
		this.#whole = kept;
		this.dispatchEvent(new Event('change'));
	}

	#forgetEdit(): boolean {
		this.#store.remove(this.#editKey);
		return true;
	}

	get #editKey(): string {
		return `edit:${this.#key}`;
	}

	get #ownKey(): string {
		return `own:${this.#key}`;
	}
}
