import type { Lang } from '../../ts/contract/run';

/** The output and time of a run. */
export interface Ran {
	/** The lines of standard output. */
	lines: readonly string[];
	/** Its time in milliseconds, by the program's clock. */
	took: number;
}

/** A prediction beside the result: in words, and as an element. */
export interface Comparison {
	/** Whether the prediction was right. */
	right: boolean;
	words: string;
	view: HTMLElement;
}

/** Returns the input for what an element asks for, which is called back when the reader changes it. */
export type FieldIn = (root: HTMLElement, lang: Lang, changed: () => void) => Field;

/** The input for a prediction. */
export interface Field {
	/** The prediction, in the form that is stored; null if there is none yet. */
	readonly value: string | null;
	/** Restores a stored prediction, if it is valid. */
	restore(kept: string): void;
	/** Returns the comparison, or null if the run does not allow one. */
	compare(value: string, ran: Ran): Comparison | null;
	/** Focuses the input. */
	focus(): void;
}
