/** Code, names and output in the midst of words. Browsers that translate a page leave them as they are. */

/**
 * What is code in a sentence: quoted texts, directives, the import of C, and names with a dot, as files have.
 */
const code = /“[^”]*”|\/\/\w[\w:]*|import "C"|[\w/]*\.[\w.()*/]*\w|\bpackage main\b|\bfunc main\b/g;

/**
 * Returns a sentence for `append` and `replaceChildren`, with its code in elements of its own. `names` are other parts
 * of it that are code, such as the names of tasks.
 */
export function sentence(text: string, names: Iterable<string> = []): (string | HTMLElement)[] {
	return cut(text, names).map(({ part, isCode }) => (isCode ? codeElement(part) : part));
}

/** Returns an element with code. */
export function codeElement(text: string): HTMLElement {
	const element = document.createElement('span');
	element.translate = false;
	element.textContent = text;
	return element;
}

/** A piece of a text: a match of a pattern, or what lies between two. */
export interface Piece {
	text: string;
	matches: boolean;
}

/** Divides a text into the matches of a pattern, which is a global one, and the rest. */
export function divide(text: string, pattern: RegExp): Piece[] {
	const pieces: Piece[] = [];
	let end = 0;
	for (const match of text.matchAll(pattern)) {
		if (match.index > end) {
			pieces.push({ text: text.slice(end, match.index), matches: false });
		}
		end = match.index + match[0].length;
		pieces.push({ text: match[0], matches: true });
	}
	if (end < text.length) {
		pieces.push({ text: text.slice(end), matches: false });
	}
	return pieces;
}

/** A part of a sentence. */
export interface Part {
	part: string;
	isCode: boolean;
}

/** Cuts a sentence into its words and its code. */
export function cut(text: string, names: Iterable<string> = []): Part[] {
	return divide(text, pattern(text, names)).map((piece) => ({ part: piece.text, isCode: piece.matches }));
}

/** Returns the pattern of the code in a text; the longer of two names comes first. */
function pattern(text: string, names: Iterable<string>): RegExp {
	const there = [...new Set(names)].filter((name) => name !== '' && text.includes(name));
	const any = there
		.sort((a, b) => b.length - a.length)
		.map((name) => `(?<![\\p{L}\\p{N}_])${name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}(?![\\p{L}\\p{N}_])`);
	return new RegExp([...any, code.source].join('|'), 'gu');
}
