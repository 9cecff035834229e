/** A position of the order: the predicted text, and the printed line. */
export interface Row {
	guess: string;
	came: string;
	right: boolean;
}

/**
 * Compares a predicted order with the printed lines. Each predicted text is a line, or identifies one. Returns null
 * if some of them were not printed.
 */
export function compareOrder(predicted: readonly string[], printed: readonly string[]): Row[] | null {
	const came = predicted
		.map((text) => ({ text, at: printed.findIndex((line) => line.includes(text)) }))
		.sort((a, b) => a.at - b.at);
	if (came.some(({ at }) => at < 0)) {
		return null;
	}
	return came.map(({ text, at }, place) => ({
		guess: predicted[place]!,
		came: printed[at]!,
		right: predicted[place] === text,
	}));
}

/**
 * Compares a predicted time with the program's, both in milliseconds. "tour check" checks lessons by the same
 * measure.
 */
export function compareTime(predicted: number, took: number): 'right' | 'less' | 'more' {
	if (Math.abs(took - predicted) <= Math.max(took / 10, 200)) {
		return 'right';
	}
	return took < predicted ? 'less' : 'more';
}
