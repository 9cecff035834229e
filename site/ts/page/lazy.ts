/**
 * Something that is loaded when it is first wanted, once. What could not be loaded is tried again by the
 * next who wants it.
 */
export class Lazy<T> {
	readonly #load: () => Promise<T>;
	#loading: Promise<T> | undefined;
	#value: T | undefined;

	constructor(load: () => Promise<T>) {
		this.#load = load;
	}

	/** What has been loaded; undefined before that. */
	get value(): T | undefined {
		return this.#value;
	}

	/** Returns it, loaded. */
	get(): Promise<T> {
		this.#loading ??= this.#begin();
		return this.#loading;
	}

	/** Uses what is there, at once; or, where it is being loaded, once it has come. Nothing is loaded for it. */
	use(use: (value: T) => void): void {
		if (this.#value !== undefined) {
			use(this.#value);
		} else {
			this.#loading?.then(use, () => undefined); // who has asked for it learns that it did not come
		}
	}

	#begin(): Promise<T> {
		const loading = this.#load();
		loading.then(
			(value) => (this.#value = value),
			() => (this.#loading = undefined),
		);
		return loading;
	}
}
