/** The two streams that a program prints to. */
export type Stream = 'stdout' | 'stderr';

/** A line of the output on the page. */
export interface OutputLine {
	/** The piece of output in which the line began, and its index among the lines that began there: 0, 1, … */
	readonly seq: number;
	readonly nth: number;
	readonly at: number;
	text: string;
}

/** The most characters of a line that are stored. */
const longest = 120;

/** The most lines of a stream that are stored. */
const most = 20_000;

/** One stream: its lines as they arrived, and the number of lines in moments so far. */
class Told {
	readonly lines: OutputLine[] = [];
	/** The number of lines that began in each piece of output. */
	readonly begun = new Map<number, number>();
	printed = 0;
	/** The line that has not ended. */
	#open: OutputLine | undefined;

	add(seq: number, at: number, text: string): void {
		const parts = text.split('\n');
		for (const [index, part] of parts.entries()) {
			const last = index === parts.length - 1;
			if (part !== '' || !last) {
				this.#extend(seq, at, part);
			}
			if (!last) {
				this.#open = undefined;
			}
		}
	}

	#extend(seq: number, at: number, text: string): void {
		if (this.#open) {
			this.#open.text += text.slice(0, Math.max(0, longest - this.#open.text.length));
			return;
		}
		const nth = this.begun.get(seq) ?? 0;
		this.begun.set(seq, nth + 1);
		this.#open = { seq, nth, at, text: text.slice(0, longest) };
		if (this.lines.length < most) {
			this.lines.push(this.#open);
		}
	}
}

/**
 * Matches prints with lines of output, by counting newlines: output arrives when it is printed, and the moments with
 * its tasks arrive later.
 */
export class Printed {
	readonly #streams: Record<Stream, Told> = { stdout: new Told(), stderr: new Told() };

	/** Adds a piece of output. */
	add(stream: Stream, seq: number, at: number, text: string): void {
		this.#streams[stream].add(seq, at, text);
	}

	/** Adds a print that ended so many lines, and returns its first line in its stream. */
	print(stream: Stream, newlines: number): { stream: Stream; index: number; newlines: number } {
		const told = this.#streams[stream];
		const index = told.printed;
		told.printed += newlines;
		return { stream, index, newlines };
	}

	/** Returns a stream's line by its number from 0. */
	line(stream: Stream, index: number): OutputLine | undefined {
		return this.#streams[stream].lines[index];
	}

	/**
	 * Returns the index of a line among all of its stream: of the lines that begin in a piece of output, the one with
	 * `fromLast` others after it.
	 */
	indexOf(stream: Stream, seq: number, fromLast: number): number {
		const told = this.#streams[stream];
		const nth = (told.begun.get(seq) ?? 0) - 1 - fromLast;
		return told.lines.findIndex((line) => line.seq === seq && line.nth === nth);
	}

	/** Returns how many lines that begin in the same piece of output follow a line. */
	after(stream: Stream, { seq, nth }: OutputLine): number {
		return (this.#streams[stream].begun.get(seq) ?? 0) - 1 - nth;
	}

	/** Returns all stored lines of a stream. */
	lines(stream: Stream): readonly OutputLine[] {
		return this.#streams[stream].lines;
	}
}
