import en from '../../text/en.json';
import zh from '../../text/zh.json';
import type { Lang } from '../contract/run';

/** Returns a text in the page's language by its name, with each {name} replaced by its value. */
export type Texts<Key extends string> = (key: Key, values?: Record<string, string | number>) => string;

/** Returns a function from a language to the texts in it. */
export function textsIn<Key extends string>(all: Record<Lang, Record<Key, string>>): (lang: Lang) => Texts<Key> {
	return (lang) =>
		(key, values = {}) =>
			fill(all[lang][key], values);
}

/** The name of a text of no single part. Those of templates alone are in other files. */
export type Key = keyof typeof en;

/** Returns the texts of no single part, in a language. */
export const texts = textsIn<Key>({ en, zh });

/** Returns the text with each {name} replaced by its value. */
export function fill(text: string, values: Record<string, string | number>): string {
	return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Returns a time in words: "52 ms", "3.0 s". */
export function duration(milliseconds: number, lang: Lang): string {
	const t = texts(lang);
	const whole = Math.round(milliseconds);
	return whole < 1000 ? `${whole} ${t('milliseconds')}` : `${(milliseconds / 1000).toFixed(1)} ${t('seconds')}`;
}

/** Returns the progress of a download in words: "3.2 of 10.8 MB". */
export function megabytes(done: number, total: number, lang: Lang): string {
	return texts(lang)('megabytes', { done: (done / 1e6).toFixed(1), total: (total / 1e6).toFixed(1) });
}
