import type { Limits } from '../../ts/contract/limits';

/**
 * A program's files: the text of each, without the newline at its end, by its name. The first is the one that every
 * program of its language has: main.go, or main.py.
 */
export type Files = Readonly<Record<string, string>>;

/** The file that every Go program has. */
export const mainFile = 'main.go';

/** The most bytes of what `joined` puts before the texts. */
export const mostHead = 4096;

/** What a file may be called, as server/play has it, and what a reader may call a new one. */
const possible = /^[A-Za-z0-9_]+\.(?:go|py)$/;
const usual = /^[a-z0-9][a-z0-9_]*\.go$/;

/** The longest name of a file, in characters. */
export const longestName = 40;

/** Returns what the texts of several files begin with, and no program. */
function head(main: string): string {
	return `[["${main}",`;
}

/** Returns files without newlines at their ends. */
export function trimmed(files: Files): Files {
	return Object.fromEntries(Object.entries(files).map(([name, text]) => [name, text.replace(/\n+$/, '')]));
}

/** Returns the files as they are built, each with a newline at its end. */
export function sources(files: Files): Record<string, string> {
	return Object.fromEntries(Object.entries(files).map(([name, text]) => [name, `${text}\n`]));
}

/**
 * Returns files as one text: that of the first if there is no other. Otherwise it is a line of JSON, names and lengths
 * ([["main.go",311],["main_test.go",120]]), and then the texts, one after the other.
 */
export function joined(files: Files): string {
	const entries = Object.entries(files);
	const [[main, only] = ['', '']] = entries;
	if (entries.length === 1 && !only.startsWith(head(main))) {
		return only;
	}
	const index = entries.map(([name, text]) => [name, text.length]);
	return `${JSON.stringify(index)}\n${entries.map(([, text]) => text).join('')}`;
}

/** Returns the files that `joined` made a text of. A text that it did not make is that of the first file, `main`. */
export function split(text: string, main = mainFile): Files {
	const end = text.indexOf('\n');
	const index = text.startsWith(head(main)) ? indexOf(text.slice(0, end)) : null;
	const sizes = index?.reduce((sum, [, size]) => sum + size, 0);
	if (index === null || sizes !== text.length - end - 1) {
		return { [main]: text };
	}
	let at = end + 1;
	return Object.fromEntries(index.map(([name, size]) => [name, text.slice(at, (at += size))]));
}

/** Reads the names and lengths of files; null if a line has none. */
function indexOf(line: string): Entry[] | null {
	let index: unknown;
	try {
		index = JSON.parse(line);
	} catch {
		return null;
	}
	if (!Array.isArray(index) || !index.every(isEntry)) {
		return null;
	}
	return new Set(index.map(([name]) => name)).size === index.length ? index : null;
}

/** The name of a file, and its length. */
type Entry = [name: string, size: number];

function isEntry(one: unknown): one is Entry {
	if (!Array.isArray(one) || one.length !== 2) {
		return false;
	}
	const [name, size] = one as unknown[];
	return typeof name === 'string' && possible.test(name) && Number.isInteger(size) && Number(size) >= 0;
}

/** Returns files of which one has another name. */
export function renamed(files: Files, from: string, to: string): Files {
	return Object.fromEntries(Object.entries(files).map(([name, text]) => [name === from ? to : name, text]));
}

/** Returns files without one of them. */
export function without(files: Files, removed: string): Files {
	return Object.fromEntries(Object.entries(files).filter(([name]) => name !== removed));
}

/** Returns what is wrong with a name for a new file: the name of a text, or null if nothing is. */
export function faultOf(name: string, files: Files): 'fileBadName' | 'fileTaken' | null {
	if (!usual.test(name) || name.length > longestName) {
		return 'fileBadName';
	}
	return name in files ? 'fileTaken' : null;
}

/** Returns why no file can be added: the name of a text, or null if one can. */
export function full(files: Files, limits: Pick<Limits, 'files' | 'source'>): 'filesMost' | 'filesLarge' | null {
	const { length } = Object.keys(files);
	if (length >= limits.files) {
		return 'filesMost';
	}
	const texts = Object.values(sources(files)).join('');
	return new TextEncoder().encode(texts).length + largestStart > limits.source ? 'filesLarge' : null;
}

/** Returns the name that is suggested for a new file: that of tests first. */
export function suggestion(files: Files): string {
	const names = ['main_test.go', 'other.go', ...Object.keys(files).map((_, index) => `other${index + 2}.go`)];
	return names.find((name) => !(name in files)) ?? '';
}

/** Returns what is in a new file at first. */
export function start(name: string): string {
	return name.endsWith('_test.go') ? testStart : 'package main\n';
}

const testStart = `package main

import "testing"

func TestMe(t *testing.T) {
	if got, want := 1+1, 2; got != want {
		t.Errorf("got %d, want %d", got, want)
	}
}`;

/** The most bytes of a new file. */
const largestStart = testStart.length + 1;
