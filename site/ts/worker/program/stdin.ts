/** A program's standard input: texts as they arrive, read in order, until the last of them. */
export class Stdin {
	#data = new Uint8Array(0);
	#ended = false;
	#waiting: { buffer: Uint8Array; done: (n: number) => void }[] = [];

	/** Whether the program waits for text. */
	get waiting(): boolean {
		return this.#waiting.length > 0;
	}

	/** Adds text to what can be read. `last`: no more follows; an empty text ends the input too. */
	send(text: string, last = false): void {
		if (!this.#ended) {
			const more = new TextEncoder().encode(text);
			const data = new Uint8Array(this.#data.length + more.length);
			data.set(this.#data);
			data.set(more, this.#data.length);
			this.#data = data;
			this.#ended = last || text === '';
		}
		this.#serve();
	}

	/** Fills buffer as soon as there is text and calls done with the number of bytes, 0 at the end. */
	read(buffer: Uint8Array, done: (n: number) => void): void {
		this.#waiting.push({ buffer, done });
		this.#serve();
	}

	#serve(): void {
		while (this.#waiting.length > 0 && (this.#data.length > 0 || this.#ended)) {
			const { buffer, done } = this.#waiting.shift()!;
			const n = Math.min(buffer.length, this.#data.length);
			buffer.set(this.#data.subarray(0, n));
			this.#data = this.#data.subarray(n);
			done(n);
		}
	}
}
