/** The unit in which memory is looked through for zeros, in 32-bit words: 4 KiB. */
const unit = 1024;

/** How many globals a module of Go's has; wasm/toolchain exports them, as "global0" and so on. */
const globals = Array.from({ length: 8 }, (_, i) => `global${i}`);

/**
 * What a program of Go's is while it waits for its host: the memory and the globals of its instance, and what
 * wasm_exec.js has of it. The table of a module of Go's never changes.
 */
export class Snapshot {
	/** The bytes of the instance's memory. */
	readonly size: number;
	/** The stretches of it that are not zeros. */
	readonly #stretches: { at: number; content: Uint8Array }[];
	readonly #globals: unknown[];
	readonly #values: unknown[];
	readonly #counts: number[];
	readonly #ids: Map<unknown, number>;
	readonly #pool: number[];
	readonly #timeout: number;

	/** @param go is the program, which is in none of its calls. */
	constructor(go: Go, instance: WebAssembly.Instance) {
		if (go._scheduledTimeouts.size > 0) {
			throw new Error('a program that waits for a timer cannot be set back');
		}
		const memory = memoryOf(instance);
		this.size = memory.length;
		this.#stretches = stretches(memory);
		this.#globals = globals.map((name) => (instance.exports[name] as WebAssembly.Global).value as unknown);
		this.#values = [...go._values];
		this.#counts = [...go._goRefCounts];
		this.#ids = new Map(go._ids);
		this.#pool = [...go._idPool];
		this.#timeout = go._nextCallbackTimeoutID;
	}

	/**
	 * Sets a program back, in its instance or in another one of the same module and size, of whose memory only the
	 * first bytes have been written to.
	 */
	restore(go: Go, instance: WebAssembly.Instance, written = this.size): void {
		const memory = memoryOf(instance);
		let at = 0;
		for (const stretch of this.#stretches) {
			clear(memory, at, Math.min(stretch.at, written));
			memory.set(stretch.content, stretch.at);
			at = stretch.at + stretch.content.length;
		}
		clear(memory, at, written);
		for (const [i, name] of globals.entries()) {
			(instance.exports[name] as WebAssembly.Global).value = this.#globals[i];
		}
		go._inst = instance;
		go.mem = new DataView(memory.buffer);
		// The two that Embedded takes over are its own properties, or, after an exit, none.
		own(go, '_values', [...this.#values]);
		own(go, '_ids', new Map(this.#ids));
		go._goRefCounts = [...this.#counts];
		go._idPool = [...this.#pool];
		go._nextCallbackTimeoutID = this.#timeout;
		go._pendingEvent = null;
		go.exited = false;
	}
}

function own(go: Go, name: string, value: unknown): void {
	Object.defineProperty(go, name, { value, writable: true, configurable: true });
}

/** Returns an instance's memory, as bytes. */
export function memoryOf(instance: WebAssembly.Instance): Uint8Array {
	return new Uint8Array((instance.exports['mem'] as WebAssembly.Memory).buffer);
}

/** Returns copies of the stretches of memory that are not zeros. */
function stretches(memory: Uint8Array): { at: number; content: Uint8Array }[] {
	const found: { at: number; content: Uint8Array }[] = [];
	const words = wordsOf(memory);
	for (let from = 0; from < words.length;) {
		const start = skip(words, from, words.length, true);
		const end = skip(words, start, words.length, false);
		if (end > start) {
			found.push({ at: start * 4, content: memory.slice(start * 4, end * 4) });
		}
		from = end;
	}
	return found;
}

/** Fills memory with zeros. What is zero already is only read: what was never written to takes no memory. */
function clear(memory: Uint8Array, start: number, end: number): void {
	const words = wordsOf(memory);
	for (let from = start / 4; from < end / 4;) {
		const dirty = skip(words, from, end / 4, true);
		const clean = skip(words, dirty, end / 4, false);
		memory.fill(0, dirty * 4, clean * 4);
		from = clean;
	}
}

function wordsOf(memory: Uint8Array): Int32Array {
	return new Int32Array(memory.buffer);
}

/** Returns where the units that are zero, or those that are not, end between two places. */
function skip(words: Int32Array, from: number, to: number, zero: boolean): number {
	while (from < to && isZero(words, from) === zero) {
		from += unit;
	}
	return from;
}

function isZero(words: Int32Array, from: number): boolean {
	for (let i = from; i < from + unit; i += 4) {
		if ((words[i]! | words[i + 1]! | words[i + 2]! | words[i + 3]!) !== 0) {
			return false;
		}
	}
	return true;
}
