/** A value that is loaded once, on first use. After a failure the next use tries again. */
export class Lazy<T> {
	readonly #load: () => Promise<T>;
	#loading: Promise<T> | undefined;
	#value: T | undefined;

	constructor(load: () => Promise<T>) {
		this.#load = load;
	}

	/** The loaded value; undefined before that. */
	get value(): T | undefined {
		return this.#value;
	}

	/** Loads the value, unless it is loaded. */
	get(): Promise<T> {
		this.#loading ??= this.#begin();
		return this.#loading;
	}

	/** Calls use with the value, now or once the current loading has ended. It does not begin to load. */
	use(use: (value: T) => void): void {
		if (this.#value !== undefined) {
			use(this.#value);
		} else {
			this.#loading?.then(use, () => undefined); // the caller of get() gets the error
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
