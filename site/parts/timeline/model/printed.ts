/** The two streams that a program prints to. */
export type Stream = 'stdout' | 'stderr';

/** A line of output, as the page shows it. */
export interface OutputLine {
	/** Of the piece of output with which the line began, and which of the lines that begin in it: 0, 1, … */
	readonly seq: number;
	readonly nth: number;
	readonly at: number;
	text: string;
}

/** As much of a line as a picture needs. */
const longest = 120;

/** The most lines of a stream that are kept. */
const most = 20_000;

/** One stream: its lines as they arrived, and how many lines the moments have told of. */
class Told {
	readonly lines: OutputLine[] = [];
	/** How many lines began in a piece of output. */
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
 * Ties prints to lines of output. Output comes as it is printed, and the moments
 * that tell who printed it come later: counting newlines, both say the same.
 */
export class Printed {
	readonly #streams: Record<Stream, Told> = { stdout: new Told(), stderr: new Told() };

	/** Takes a piece of output. */
	add(stream: Stream, seq: number, at: number, text: string): void {
		this.#streams[stream].add(seq, at, text);
	}

	/** Takes a print that ended so many lines, and returns where in its stream it begins. */
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
	 * Returns the number from 0 of the line that is nth of those that begin in a piece of output, counted
	 * from the last of them: 0, 1, …
	 */
	indexOf(stream: Stream, seq: number, fromLast: number): number {
		const told = this.#streams[stream];
		const nth = (told.begun.get(seq) ?? 0) - 1 - fromLast;
		return told.lines.findIndex((line) => line.seq === seq && line.nth === nth);
	}

	/** Returns how many lines that begin in the same piece of output come after a line. */
	after(stream: Stream, { seq, nth }: OutputLine): number {
		return (this.#streams[stream].begun.get(seq) ?? 0) - 1 - nth;
	}

	/** Returns all lines of a stream that are kept. */
	lines(stream: Stream): readonly OutputLine[] {
		return this.#streams[stream].lines;
	}
}
