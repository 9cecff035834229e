import MiniSearch, { type SearchResult } from 'minisearch';
import { divide } from '../../ts/page/code';

/** A passage of the tour, as server/web/search.go writes it. */
export interface Passage {
	/** Its address beneath the language: "gather/#when-one-fails". */
	readonly at: string;
	/** The title of its lesson. */
	readonly lesson: string;
	/** A heading, or a snippet's caption. */
	readonly title: string;
	readonly text: string;
	/** The names in a snippet's programs, with spaces between them. */
	readonly code?: string;
}

/** A stretch of a text; found says whether it is what was searched for. */
export interface Stretch {
	readonly text: string;
	readonly found: boolean;
}

/** A passage that was found. */
export interface Hit {
	readonly at: string;
	readonly lesson: string;
	readonly title: readonly Stretch[];
	/** The part of its text where the first of the words is. */
	readonly excerpt: readonly Stretch[];
	/** The names in its programs that were searched for. */
	readonly names: readonly string[];
}

/** The most passages that a search returns. */
export const most = 20;

/** The most names of programs that are listed of a passage. */
const mostNames = 4;

/** The characters of an excerpt, and of it before the first word. */
const [wide, before] = [140, 40];

const fields = ['title', 'lesson', 'text', 'code'] as const;

/** Searches passages. */
export class Index {
	readonly #passages: readonly Passage[];
	readonly #index: MiniSearch;

	constructor(passages: readonly Passage[]) {
		this.#passages = passages;
		this.#index = new MiniSearch({ fields: [...fields], tokenize: terms, processTerm: (term) => term });
		this.#index.addAll(passages.map((passage, id) => ({ ...passage, id })));
	}

	/** Returns the passages with all of the words, best first; if there are none, those with any of them. */
	search(words: string): Hit[] {
		const query = terms(words);
		const last = query.at(-1);
		const find = (combineWith: 'AND' | 'OR'): SearchResult[] =>
			this.#index.search(words, {
				combineWith,
				boost: { title: 4, code: 2, lesson: 2 },
				prefix: (term) => term === last || isHan(term),
				fuzzy: (term) => (isHan(term) || term.length < 5 ? false : 0.2),
			});
		let results = find('AND');
		if (results.length === 0) {
			results = find('OR');
		}
		return results.slice(0, most).map((result) => this.#hit(result));
	}

	#hit({ id, terms: found }: SearchResult): Hit {
		const { at, lesson, title, text, code = '' } = this.#passages[id as number]!;
		const names = code.split(' ').filter((name) => terms(name).some((term) => found.includes(term)));
		return {
			at,
			lesson,
			title: mark(title, found),
			excerpt: mark(excerpt(text, found), found),
			names: names.slice(0, mostNames),
		};
	}
}

/**
 * Returns the terms of a text: words in small letters, and of Chinese, which has no spaces, each two characters that
 * follow each other.
 */
export function terms(text: string): string[] {
	const found: string[] = [];
	for (const [word] of text.toLowerCase().matchAll(/\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}_])+/gu)) {
		const letters = Array.from(word);
		if (!isHan(word) || letters.length === 1) {
			found.push(word);
			continue;
		}
		for (let i = 0; i + 1 < letters.length; i++) {
			found.push(letters[i]! + letters[i + 1]!);
		}
	}
	return found;
}

function isHan(term: string): boolean {
	return /^\p{Script=Han}/u.test(term);
}

/** Returns the part of a text around the first of the terms, or its beginning. */
function excerpt(text: string, found: readonly string[]): string {
	const line = text.replace(/\s+/g, ' ').trim();
	const at = line.search(pattern(found));
	if (line.length <= wide || at < 0) {
		return cut(line, 0, wide);
	}
	return cut(line, Math.max(0, Math.min(at - before, line.length - wide)), wide);
}

/** Cuts a stretch out of a line, at spaces where there are some near, and marks what is left out. */
function cut(line: string, from: number, length: number): string {
	const slack = 15;
	const space = line.indexOf(' ', from);
	const start = from > 0 && space >= 0 && space - from < slack ? space + 1 : from;
	let end = Math.min(line.length, from + length);
	const last = line.lastIndexOf(' ', end);
	if (end < line.length && end - last < slack) {
		end = last;
	}
	return (start > 0 ? '… ' : '') + line.slice(start, end) + (end < line.length ? ' …' : '');
}

/** Divides a text into what was searched for and the rest. */
function mark(text: string, found: readonly string[]): Stretch[] {
	const pieces = divide(text, new RegExp(pattern(found), 'giu'));
	return pieces.map((piece) => ({ text: piece.text, found: piece.matches }));
}

/** Returns an expression for any of the terms; the longest are tried first. Terms have no character that it minds. */
function pattern(found: readonly string[]): RegExp {
	if (found.length === 0) {
		return /(?!)/u;
	}
	const longest = [...found].sort((a, b) => b.length - a.length);
	return new RegExp(longest.map((term) => (isHan(term) ? term : `(?<![\\p{L}\\p{N}_])${term}`)).join('|'), 'iu');
}
