/** The parts of a History that are used here. */
type Entry = Pick<History, 'state' | 'replaceState'>;

/** The name of what is carried, in the state of the page's entry in the history. */
const name = 'tour';

/**
 * Carries texts that the storage does not have over a reload of the page: in the state of its entry in the history,
 * which every browser keeps, in private windows too. They are there for the next page alone.
 */
export class Carried {
	readonly #entry: Entry;
	readonly #texts: Map<string, string>;

	/** Takes what the page before has left. */
	constructor(entry: Entry) {
		this.#entry = entry;
		const { [name]: texts, ...rest } = stateOf(entry);
		this.#texts = new Map(Object.entries((texts ?? {}) as Record<string, string>));
		if (texts) {
			entry.replaceState(rest, '');
		}
	}

	get(key: string): string | undefined {
		return this.#texts.get(key);
	}

	/** Holds a text, for a reload that is to come. */
	set(key: string, text: string): void {
		this.#texts.set(key, text);
	}

	/** The text need not be carried any longer. */
	delete(key: string): void {
		this.#texts.delete(key);
	}

	/** The page is about to be loaded anew. */
	leave(): void {
		if (this.#texts.size === 0) {
			return;
		}
		try {
			this.#entry.replaceState({ ...stateOf(this.#entry), [name]: Object.fromEntries(this.#texts) }, '');
		} catch {
			// Some browsers have little room there.
		}
	}
}

function stateOf({ state }: Entry): Record<string, unknown> {
	return typeof state === 'object' && state !== null ? (state as Record<string, unknown>) : {};
}
