/**
 * What the page keeps in the browser: edits, choices, lessons read. Nothing of it is needed to go on. It sends
 * "change" when another page may have kept something else.
 */
export class Store extends EventTarget {
	readonly #storage: Storage | null;

	/** With a storage that is null, or fails, nothing is kept. */
	constructor(storage: Storage | null) {
		super();
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

/**
 * Has the store send "change" when another page may have stored something, and when this page is shown again: hidden
 * pages miss it.
 */
export function watchOthers(store: Store, window: Window): void {
	const look = (): void => void store.dispatchEvent(new Event('change'));
	window.addEventListener('storage', look);
	window.addEventListener('pageshow', look);
	window.document.addEventListener('visibilitychange', look);
}
