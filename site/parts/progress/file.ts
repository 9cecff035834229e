import { type Entry, entryOf } from './entry';

/** The mark and the version of the files that are saved. Those of version 1 had times by keys in place of entries. */
const mark = 'progress';
const version = 2;

/** The most bytes of a file that is read, and the most entries: many times what years of reviews come to. */
const mostBytes = 1 << 24;
const mostEntries = 100_000;

/** A file that is not read: it is none of the tour's, damaged, or of a later version. */
export class FileError extends Error {
	override readonly name = 'FileError';
	readonly why: 'foreign' | 'later';

	constructor(why: 'foreign' | 'later') {
		super(`the file is ${why}`);
		this.why = why;
	}
}

/** Returns the content of a file of the entries, one a line. */
export function write(entries: readonly Entry[]): string {
	const lines = entries.map((entry) => `\n\t${JSON.stringify(entry)}`);
	return `{"tour": "${mark}", "version": ${version}, "entries": [${lines.join(',')}\n]}\n`;
}

/** Returns the entries of a file. It throws a FileError if the content is none that `write` has returned. */
export async function read(file: Blob): Promise<Entry[]> {
	if (file.size > mostBytes) {
		throw new FileError('foreign');
	}
	const saved = parse(await file.text());
	if (saved?.tour !== mark || typeof saved.version !== 'number' || !saved.entries) {
		throw new FileError('foreign');
	}
	if (saved.version > version) {
		throw new FileError('later');
	}
	const values = Object.entries(saved.entries); // a list's keys are of no use
	const entries = values.map(([key, value]) => entryOf(value, key)).filter((entry) => entry !== undefined);
	if (typeof saved.entries !== 'object' || values.length > mostEntries || entries.length < values.length) {
		throw new FileError('foreign');
	}
	return entries;
}

function parse(content: string): { tour?: unknown; version?: unknown; entries?: object | null } | null {
	try {
		return JSON.parse(content) as ReturnType<typeof parse>;
	} catch {
		throw new FileError('foreign');
	}
}
