/** The two streams that a program prints to. */
export type Stream = 'stdout' | 'stderr';

/** A piece of output as it arrives: any part of a line, or several lines. */
export interface Chunk {
	kind: Stream;
	seq: number;
	/** Milliseconds since the program started. */
	at: number;
	text: string;
}

/** A line of output, without its newline. */
export interface Line {
	readonly stream: Stream;
	/** The seq of the piece in which the line began. */
	readonly seq: number;
	readonly at: number;
	text: string;
	/** The number of characters cut off at its end. */
	cut: number;
}

/** The changes of the lines since the last take(). */
export interface Changes {
	added: Line[];
	grown: Line[];
	removed: Line[];
}

/**
 * The lines of an output, joined from pieces. Each stream has its own incomplete line, so that one stream never cuts
 * the other's line in two. Only the last lines are kept, and only the beginning of a very long line.
 */
export class Lines {
	/** The number of lines dropped at the beginning. */
	dropped = 0;
	readonly #most: number;
	readonly #longest: number;
	#kept: Line[] = [];
	#open = new Map<Stream, Line>();
	#added = new Set<Line>();
	#grown = new Set<Line>();
	#removed: Line[] = [];

	/** Keeps at most that many lines, of at most that many characters each. */
	constructor(most = 2000, longest = 10_000) {
		this.#most = most;
		this.#longest = longest;
	}

	/** Adds a piece of output. */
	add(chunk: Chunk): void {
		const parts = chunk.text.split('\n');
		parts.forEach((text, index) => {
			const last = index === parts.length - 1;
			if (text !== '' || (!last && !this.#open.has(chunk.kind))) {
				this.#extend(chunk, text);
			}
			if (!last) {
				this.#open.delete(chunk.kind);
			}
		});
		this.#trim();
	}

	/** Returns the changes since the last call. */
	take(): Changes {
		const changes = { added: [...this.#added], grown: [...this.#grown], removed: this.#removed };
		this.#added = new Set();
		this.#grown = new Set();
		this.#removed = [];
		return changes;
	}

	#extend(chunk: Chunk, text: string): void {
		let line = this.#open.get(chunk.kind);
		if (!line) {
			line = { stream: chunk.kind, seq: chunk.seq, at: chunk.at, text: '', cut: 0 };
			this.#open.set(chunk.kind, line);
			this.#kept.push(line);
			this.#added.add(line);
		} else if (!this.#added.has(line)) {
			this.#grown.add(line);
		}
		const room = this.#longest - line.text.length;
		line.text += text.slice(0, room);
		line.cut += Math.max(0, text.length - room);
	}

	/** Drops the first lines. A dropped line that was not taken yet is no change. */
	#trim(): void {
		const surplus = this.#kept.length - this.#most;
		if (surplus <= 0) {
			return;
		}
		for (const line of this.#kept.splice(0, surplus)) {
			this.#grown.delete(line);
			if (!this.#added.delete(line)) {
				this.#removed.push(line);
			}
			if (this.#open.get(line.stream) === line) {
				this.#open.delete(line.stream);
			}
		}
		this.dropped += surplus;
	}
}
