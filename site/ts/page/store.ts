/** The page's data in the browser: edits, choices, lessons read. The page works without it. */
export class Store {
	readonly #storage: Storage | null;

	/** With a storage that is null, or fails, nothing is kept. */
	constructor(storage: Storage | null) {
		this.#storage = storage;
	}

	/** Returns the value, or null if there is none. */
	get(key: string): string | null {
		try {
			return this.#storage?.getItem(prefix + key) ?? null;
		} catch {
			return null;
		}
	}

	/** Stores the value, and reports whether that worked. */
	set(key: string, value: string): boolean {
		try {
			this.#storage?.setItem(prefix + key, value);
			return this.#storage !== null;
		} catch {
			return false;
		}
	}

	/** Removes the value. */
	remove(key: string): void {
		try {
			this.#storage?.removeItem(prefix + key);
		} catch {
			// Without access to the storage nothing is stored.
		}
	}
}

/** Other pages of the same host have keys of their own. ts/head.ts reads the theme by this name too. */
const prefix = 'tour:';

/** Returns the browser's storage, or null: in some browsers the access itself throws. */
export function browserStorage(): Storage | null {
	try {
		return window.localStorage;
	} catch {
		return null;
	}
}
