/** How a question is answered, as package course has it. */
export type Kind = 'single' | 'several' | 'order' | 'number';

/** A possible answer, an item to sort, or a number that may be typed. */
export interface Option {
	/** Its place in the lesson's list, from 1; for an order, its right place. */
	readonly n: number;
	readonly right: boolean;
	/** Of a number: the option is what differs from `value` by no more than `within`. */
	readonly value: number;
	readonly within: number;
}

/** What an answer is worth. */
export interface Verdict {
	readonly ok: boolean;
	/** How many options are as they should be: ticked or not, or in their place. */
	readonly right: number;
	/** The places, from 1, of the options that were chosen: for a number, of what it is taken for. */
	readonly chosen: readonly number[];
}

/**
 * Judges an answer: the places of the options that were chosen; for an order, the places of all in the order of the
 * reader; for a number, it alone.
 */
export function judge(kind: Kind, options: readonly Option[], answer: readonly number[]): Verdict {
	const chosen = kind === 'number' ? matching(options, answer[0] ?? NaN) : answer;
	const fits =
		kind === 'order'
			? (option: Option): boolean => answer[option.n - 1] === option.n
			: (option: Option): boolean => chosen.includes(option.n) === option.right;
	const right = options.filter(fits).length;
	return { ok: right === options.length, right, chosen };
}

/** Numbers that a reader types are decimal, and differ from the binary ones by less than this. */
const rounding = 1e-9;

function matching(options: readonly Option[], typed: number): number[] {
	return options
		.filter(({ value, within }) => Math.abs(typed - value) <= within + rounding)
		.map(({ n }) => n);
}
