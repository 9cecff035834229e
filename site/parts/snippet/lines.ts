import { Pen, Row, type Span } from './row';

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
	readonly text: string;
	/** Its parts, by how they look. */
	readonly spans: Span[];
	/** How many characters are left out at its end. */
	readonly cut: number;
	/** How many lines are left out after it. */
	readonly gap: number;
}

/** The changes of the lines since the last take(). */
export interface Changes {
	added: Line[];
	/** Those whose text or gap is another. */
	grown: Line[];
	removed: Line[];
}

/** What has been written of a stream, and how what follows will look. */
interface Writing {
	pen: Pen;
	/** The line that is not yet complete. */
	open: OutputLine | undefined;
	/** How many of the lines that follow belong to what Go's runtime reports of the program's end. */
	report: number;
}

/** How many lines are kept of the beginning of an output, and of what Go's runtime says of an end. */
const head = 100;

/** With which lines Go's runtime begins to say why a program has ended. */
const reports = /^(?:fatal error: |panic: |SIG[A-Z]+: |runtime: )/;

/**
 * The lines of an output, joined from pieces. Each stream has a line of its own
 * that is not yet complete, so that one never cuts another's in two. Of a long
 * output the beginning is kept, the last lines, and the beginning of what Go's
 * runtime reports of the program's end; of a very long line the beginning.
 */
export class Lines {
	/** How many lines came before all that are kept, as of the last take. */
	dropped = 0;
	readonly #most: number;
	readonly #longest: number;
	readonly #head: number;
	#kept: OutputLine[] = [];
	/** How many lines there were. */
	#count = 0;
	/** The lines that are kept of the last report: a program may print any number of what looks like one. */
	#report: OutputLine[] = [];
	readonly #streams: Record<Stream, Writing> = { stdout: begun(), stderr: begun() };
	#added = new Set<OutputLine>();
	#grown = new Set<OutputLine>();
	#removed: OutputLine[] = [];

	/** Keeps at most that many lines, of at most that many characters each. */
	constructor(most = 2000, longest = 10_000) {
		this.#most = most;
		this.#longest = longest;
		this.#head = Math.min(head, Math.floor(most / 4));
	}

	/** Adds a piece of output. What comes before a form feed is cleared away. */
	add(chunk: Chunk): void {
		const pages = chunk.text.split('\f');
		pages.forEach((page, index) => {
			if (index > 0) {
				this.#clear();
			}
			this.#addPage(chunk, page);
		});
		// What is seen is trimmed when it is taken; to do so with each piece would take more time than to show it.
		if (this.#kept.length > 2 * this.#most) {
			this.#trim();
		}
	}

	/** Whether there are lines that have not been taken. */
	get waiting(): boolean {
		return this.#added.size > 0;
	}

	/** Returns the changes since the last call, with at most that many of the lines that were added. */
	take(most = Infinity): Changes {
		this.#trim();
		const all = [...this.#added];
		const changes = { added: all.slice(0, most), grown: [...this.#grown], removed: this.#removed };
		this.#added = new Set(all.slice(most));
		this.#grown = new Set();
		this.#removed = [];
		return changes;
	}

	#addPage(chunk: Chunk, page: string): void {
		const writing = this.#streams[chunk.kind];
		const parts = page.split('\n');
		parts.forEach((text, index) => {
			const last = index === parts.length - 1;
			if (text !== '' || (!last && !writing.open)) {
				this.#extend(chunk, text, writing);
			}
			if (!last) {
				this.#close(writing);
			}
		});
	}

	#extend(chunk: Chunk, text: string, writing: Writing): void {
		let line = writing.open;
		if (!line) {
			line = new OutputLine(chunk.kind, chunk.seq, chunk.at, this.#longest);
			line.pinned = this.#count++ < this.#head;
			if (writing.report > 0) {
				writing.report--;
				this.#keepReported(line);
			}
			writing.open = line;
			this.#kept.push(line);
			this.#added.add(line);
		} else if (!this.#added.has(line)) {
			this.#grown.add(line);
		}
		line.write(text, writing.pen);
	}

	#close(writing: Writing): void {
		const line = writing.open!;
		writing.open = undefined;
		if (line.stream === 'stderr' && writing.report === 0 && reports.test(line.text)) {
			for (const old of this.#report) {
				old.pinned = false;
			}
			this.#report = [];
			this.#keepReported(line);
			writing.report = this.#head;
		}
	}

	/** Keeps a line of a report; one of the beginning is kept in any case. */
	#keepReported(line: OutputLine): void {
		if (!line.pinned) {
			line.pinned = true;
			this.#report.push(line);
		}
	}

	#clear(): void {
		for (const line of this.#kept) {
			this.#forget(line);
		}
		this.#kept = [];
		this.#report = [];
		this.#count = this.dropped = 0;
	}

	/** Drops the first lines that are not to be kept. */
	#trim(): void {
		let surplus = this.#kept.length - this.#most;
		if (surplus <= 0) {
			return;
		}
		const kept: OutputLine[] = [];
		for (const line of this.#kept) {
			if (surplus === 0 || line.pinned) {
				kept.push(line);
				continue;
			}
			surplus--;
			this.#forget(line);
			const before = kept.at(-1);
			if (before) {
				before.gap += 1 + line.gap;
				if (!this.#added.has(before)) {
					this.#grown.add(before);
				}
			} else {
				this.dropped += 1 + line.gap;
			}
		}
		this.#kept = kept;
	}

	/** A line that nobody has seen yet is as good as never added. */
	#forget(line: OutputLine): void {
		this.#grown.delete(line);
		if (!this.#added.delete(line)) {
			this.#removed.push(line);
		}
		const writing = this.#streams[line.stream];
		if (writing.open === line) {
			writing.open = undefined;
		}
	}
}

class OutputLine extends Row implements Line {
	gap = 0;
	/** Whether the line is kept whatever comes. */
	pinned = false;

	constructor(
		readonly stream: Stream,
		readonly seq: number,
		readonly at: number,
		longest: number,
	) {
		super(longest);
	}
}

function begun(): Writing {
	return { pen: new Pen(), open: undefined, report: 0 };
}
