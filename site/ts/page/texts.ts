import en from '../../text/en.json';
import zh from '../../text/zh.json';
import type { Lang } from './config';

/** The name of a text. */
export type Key = keyof typeof en;

/** Returns a text in the page's language, with {name} replaced by what values has for it. */
export type Texts = (key: Key, values?: Record<string, string | number>) => string;

/** Returns the texts in a language. */
export function texts(lang: Lang): Texts {
	const all: Record<Key, string> = lang === 'zh' ? zh : en;
	return (key, values = {}) => fill(all[key], values);
}

/** Returns the text with {name} replaced by what values has for it. */
export function fill(text: string, values: Record<string, string | number>): string {
	return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Returns a time in words: "52 ms", "3.0 s". */
export function duration(milliseconds: number, t: Texts): string {
	const whole = Math.round(milliseconds);
	return whole < 1000 ? `${whole} ${t('milliseconds')}` : `${(milliseconds / 1000).toFixed(1)} ${t('seconds')}`;
}

/** Returns how far a download is: "3.2 of 10.8 MB". */
export function megabytes(done: number, total: number, t: Texts): string {
	return t('megabytes', { done: (done / 1e6).toFixed(1), total: (total / 1e6).toFixed(1) });
}
