import en from '../words.en.json';
import zh from '../words.zh.json';
import type { Lang } from '../../../ts/contract/run';
import type { Spot } from './model';
import type { Cause } from '../../../ts/contract/moment';
import { fill } from '../../../ts/page/texts';

/** The name of a text of the timeline. */
export type Word = keyof typeof en;

/** The timeline's texts. They are loaded with the timeline, and not with the page. */
export interface Words {
	readonly lang: Lang;
	/**
	 * Returns a text, with each {name} replaced by its value. If values has n = 1, the singular is used if there is
	 * one.
	 */
	(word: Word, values?: Record<string, string | number>): string;
}

/**
 * Returns the timeline's texts in a language. Numbers get a comma every three digits, as both languages
 * write them.
 */
export function wordsIn(lang: Lang): Words {
	const all: Record<string, string> = lang === 'zh' ? zh : en;
	const words = (word: Word, values: Record<string, string | number> = {}): string =>
		fill((values['n'] === 1 ? all[`${word}One`] : undefined) ?? all[word]!, written(values));
	return Object.assign(words, { lang });
}

function written(values: Record<string, string | number>): Record<string, string> {
	return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.toLocaleString('en')]));
}

/** Returns a time span in words: "420 µs", "52 ms", "3.0 s". */
export function lasting(milliseconds: number, words: Words): string {
	if (milliseconds < 0.9995) {
		return `${Math.round(milliseconds * 1000)} ${words('microseconds')}`;
	}
	if (milliseconds < 9.95) {
		return `${milliseconds.toFixed(1)} ${words('milliseconds')}`;
	}
	return milliseconds < 999.5
		? `${Math.round(milliseconds)} ${words('milliseconds')}`
		: `${(milliseconds / 1000).toFixed(1)} ${words('seconds')}`;
}

/** Returns an instant in words: "1.0 s", with that many decimals. */
export function instant(milliseconds: number, words: Words, decimals = 1): string {
	return `${(milliseconds / 1000).toFixed(decimals)} ${words('seconds')}`;
}

/** Returns the name of a place in the source, "line 12" or "task.go, line 12"; "" if it is unknown. */
export function spotName({ file, line }: Spot, words: Words): string {
	if (line === 0) {
		return '';
	}
	return file === '' || file.startsWith('main.') ? words('line', { line }) : words('lineIn', { file, line });
}

/** Returns the name of a cause: "sleep". */
export function causeName(cause: Cause | undefined, words: Words): string {
	return words(`on_${cause ?? 'other'}`);
}
