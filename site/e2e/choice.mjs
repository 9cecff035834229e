import { availableParallelism } from 'node:os';

const words = process.argv.slice(2);

/** Returns those of the names that the arguments choose: all, where they choose none. */
export function choose(names) {
	const some = names.filter((name) => words.includes(name));
	return some.length > 0 ? some : names;
}

/**
 * Returns a function that reports whether the arguments choose a test, given its
 * title: arguments that are none of the names are parts of titles.
 */
export function chooseTitles(names) {
	const parts = words.filter((word) => word !== 'apart' && !names.includes(word));
	return (title) => parts.length === 0 || parts.some((part) => title.includes(part));
}

/** Whether engines follow each other, each with one browser: side by side, two of them need two processors. */
export const apart = words.includes('apart') || availableParallelism() < 2;
