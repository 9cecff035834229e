import type { Store } from '../../ts/page/store';

/**
 * A snippet's program as the reader has it: as published, edited, or as somebody
 * shared it. Edits are kept; a shared version replaces none of them, not even
 * when the reader goes on to edit it. What is written in another tab shows in this
 * one too, so that none overwrites the other.
 *
 * Texts are without the newline at the end. Dispatches "change", and "unkept" if an edit could not be stored.
 */
export class Draft extends EventTarget {
	/** The program as published. */
	readonly published: string;
	readonly #store: Store;
	readonly #id: string;
	#text: string;
	/** The reader's own version, as it was kept last as far as this page knows. */
	#kept: string;
	#shared = false;
	/** The reader's own version, while a shared one is shown. */
	#own: string | null = null;

	constructor(id: string, published: string, store: Store) {
		super();
		this.#id = id;
		this.#store = store;
		this.published = trimmed(published);
		this.#text = this.#kept = store.get(this.#editKey) ?? this.published;
		this.#own = store.get(this.#ownKey);
		store.addEventListener('change', () => this.#look());
	}

	get text(): string {
		return this.#text;
	}

	get edited(): boolean {
		return this.#text !== this.published;
	}

	/** Whether the text is a shared version, unchanged. */
	get shared(): boolean {
		return this.#shared;
	}

	/** Whether a shared version hides the reader's own. */
	get ownWaits(): boolean {
		return this.#own !== null;
	}

	/** The program's files. */
	get source(): Record<string, string> {
		return { 'main.go': `${this.#text}\n` };
	}

	/** The files of a run: none if the program is as published, unless built is set. */
	files(built: boolean): { files?: Record<string, string> } {
		return this.edited || built ? { files: this.source } : {};
	}

	/** Stores the reader's text. */
	edit(text: string): void {
		if (text === this.#text) {
			return;
		}
		this.#text = text;
		if (this.#shared && this.#own !== null) {
			this.#store.set(this.#ownKey, this.#own);
		}
		this.#shared = false;
		const kept = this.edited ? this.#store.set(this.#editKey, text) : this.#forgetEdit();
		if (kept) {
			this.#kept = text;
		}
		this.dispatchEvent(new Event('change'));
		if (!kept) {
			this.dispatchEvent(new Event('unkept'));
		}
	}

	/** Shows a shared version, and reports whether it differs from the current text. */
	share(text: string): boolean {
		const shared = trimmed(text);
		if (shared === this.#text) {
			return false;
		}
		if (this.edited && !this.#shared) {
			this.#own ??= this.#text;
		}
		this.#text = shared;
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
		this.edit(own ?? this.published);
	}

	/** Takes what another page has kept. */
	#look(): void {
		const kept = this.#store.get(this.#editKey) ?? this.published;
		if (kept === this.#kept) {
			return;
		}
		this.#kept = kept;
		if (this.#shared) {
			this.#own = kept === this.published ? null : kept;
			return;
		}
		this.#text = kept;
		this.dispatchEvent(new Event('change'));
	}

	#forgetEdit(): boolean {
		this.#store.remove(this.#editKey);
		return true;
	}

	get #editKey(): string {
		return `edit:${this.#id}`;
	}

	get #ownKey(): string {
		return `own:${this.#id}`;
	}
}

function trimmed(text: string): string {
	return text.replace(/\n+$/, '');
}
