// The sentences that readers are shown, by their keys, so that tests repeat none of them.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { escaped } from '../testing/pattern.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The folders of the texts of pages. No two have a key in common. */
const folders = ['text', 'templates', ...readdirSync(join(root, 'parts')).map((part) => join('parts', part))];

function read(...path) {
	const file = join(root, ...path);
	return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

/**
 * Returns the texts of a language, "en" or "zh", as functions from a key to a
 * sentence: those of pages, those about runs, which are server/play/messages.json,
 * and those of the timeline. Each takes what fills the places of the sentence:
 * run('exit', { code: 3 }) has a place {code}, page('minutes', { '%d': 3 }) has a %d.
 * Where a regular expression fills one, what comes back is a regular expression too,
 * for the whole sentence.
 */
export function textsIn(lang) {
	return {
		page: sentences(Object.assign({}, ...folders.map((folder) => read(folder, `${lang}.json`)))),
		run: sentences(read('..', 'server', 'play', 'messages.json')[lang]),
		timeline: sentences(read('parts', 'timeline', `words.${lang}.json`)),
	};
}

function sentences(texts) {
	return (key, places = {}) => {
		if (!(key in texts)) {
			throw new Error(`there is no text "${key}"`);
		}
		const pieces = texts[key].split(/(\{\w+\}|%[dgs])/).map((piece, index) => (index % 2 === 0 ? piece : filled(key, piece, places)));
		return pieces.some((piece) => piece instanceof RegExp) ? new RegExp(`^${pieces.map(toSource).join('')}$`) : pieces.join('');
	};
}

/** Returns what fills a place, "{code}" or "%d". */
function filled(key, place, places) {
	const value = places[place.replace(/[{}]/g, '')];
	if (value === undefined) {
		throw new Error(`nothing fills ${place} of the text "${key}"`);
	}
	return value;
}

/** Returns the source of a regular expression for a piece of a sentence. */
function toSource(piece) {
	return piece instanceof RegExp ? within(piece).source : escaped(String(piece));
}

/** Returns a regular expression for texts that have such a sentence somewhere in them. */
export function within({ source }) {
	return new RegExp(source.replace(/^\^|\$$/g, ''));
}
