import type { Carried } from './carried';

/**
 * What the page keeps in the browser: edits, choices, lessons read. Nothing of it is needed to go on. It sends
 * "change" when another page may have kept something else.
 */
export class Store extends EventTarget {
	readonly #storage: Storage | null;
	readonly #carried: Carried | undefined;

	/** With a storage that is null, or fails, nothing is kept; `carried` still has it until the page is left. */
	constructor(storage: Storage | null, carried?: Carried) {
		super();
		this.#storage = storage;
		this.#carried = carried;
	}

	/** Returns the value, or null if there is none. */
	get(key: string): string | null {
		try {
			return this.#carried?.get(key) ?? this.#storage?.getItem(prefix + key) ?? null;
		} catch {
			return null;
		}
	}

	/** Stores the value, and reports whether that worked. */
	set(key: string, value: string): boolean {
		try {
			this.#storage?.setItem(prefix + key, value);
			if (this.#storage) {
				this.#carried?.delete(key);
				return true;
			}
		} catch {
			// It is full, or denied.
		}
		this.#carried?.set(key, value);
		return false;
	}

	/** Holds a value that is not worth storing, for a reload by the page itself. */
	hold(key: string, value: string): void {
		this.#carried?.set(key, value);
	}

	/** The page is about to load itself anew: what is not stored is carried over. */
	leave(): void {
		this.#carried?.leave();
	}

	/** Removes the value. */
	remove(key: string): void {
		this.#carried?.delete(key);
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
