/** What a class has answered, as rows of a histogram. */

/** How a question is answered: as a quiz, as package course has it, or as a prediction of a time or of an order. */
export type Kind = 'single' | 'several' | 'order' | 'number' | 'time' | 'lines';

/** How often each value was given. A value is numbers with commas between them: "2", "1,3", "2,1,3", "3.5". */
export type Counts = Readonly<Record<string, number>>;

/** A bar: of an option, or of a value that somebody gave. */
export interface Row {
	/** For "several" the option alone. */
	readonly value: string;
	readonly count: number;
}

/** The most bars of a question whose answers are free. The others are one bar, whose value is "". */
export const mostRows = 8;

/** Returns the numbers of a value, or none if it is not one. */
export function numbersOf(value: string): number[] {
	const numbers = value === '' ? [] : value.split(',').map(Number);
	return numbers.every(Number.isFinite) ? numbers : [];
}

/** Returns the value for numbers. */
export function valueOf(numbers: readonly number[]): string {
	return numbers.join(',');
}

/** Returns how many answers there are. */
export function total(counts: Counts): number {
	return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/**
 * Returns the bars of a question with so many options, of whichever rounds: a bar stands at the same place in each
 * histogram. Options come as the question has them, numbers by size, and orders by how often they were given.
 */
export function rows(kind: Kind, options: number, rounds: readonly Counts[]): Row[][] {
	const values =
		kind === 'single' || kind === 'several'
			? Array.from({ length: options }, (_, index) => String(index + 1))
			: given(kind, rounds);
	return rounds.map((counts) => {
		const bars = values.map((value) => ({ value, count: countOf(kind, value, counts) }));
		const rest = kind === 'several' ? 0 : total(counts) - bars.reduce((sum, { count }) => sum + count, 0);
		return values.length >= mostRows && hasRest(kind, values, rounds) ? [...bars, { value: '', count: rest }] : bars;
	});
}

function countOf(kind: Kind, value: string, counts: Counts): number {
	if (kind !== 'several') {
		return counts[value] ?? 0;
	}
	return Object.entries(counts)
		.filter(([one]) => one.split(',').includes(value))
		.reduce((sum, [, count]) => sum + count, 0);
}

/** Returns the values that were given most often in all rounds together, in the order of the bars. */
function given(kind: Kind, rounds: readonly Counts[]): string[] {
	const sums = new Map<string, number>();
	for (const [value, count] of rounds.flatMap((counts) => Object.entries(counts))) {
		sums.set(value, (sums.get(value) ?? 0) + count);
	}
	const most = [...sums].sort(([a, m], [b, n]) => n - m || a.localeCompare(b)).slice(0, mostRows);
	const values = most.map(([value]) => value);
	return kind === 'number' || kind === 'time' ? values.sort((a, b) => Number(a) - Number(b)) : values;
}

function hasRest(kind: Kind, values: readonly string[], rounds: readonly Counts[]): boolean {
	return kind !== 'single' && kind !== 'several' && rounds.some((c) => Object.keys(c).some((v) => !values.includes(v)));
}
