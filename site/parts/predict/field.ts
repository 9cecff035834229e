/** What a run has shown. */
export interface Ran {
	/** What it printed to standard output. */
	lines: readonly string[];
	/** Milliseconds that it took, by the program's clock. */
	took: number;
}

/** A prediction beside what came: in words, and to look at. */
export interface Comparison {
	words: string;
	view: HTMLElement;
}

/** Where a reader predicts. */
export interface Field {
	/** The prediction, as it is kept; null where there is none yet. */
	readonly value: string | null;
	/** Takes a prediction that was kept, unless it is not one of these. */
	restore(kept: string): void;
	/** Returns the comparison, or null where the run decides nothing. */
	compare(value: string, ran: Ran): Comparison | null;
	/** Moves the focus to it. */
	focus(): void;
}
