import type { Limits } from '../../contract/limits';
import type { Diagnostic, Reason } from '../../contract/run';
import { startLibrary } from './library';
import type { Formatted } from '../../contract/protocol';

/** Why a program is not built: what the server would answer. */
export interface SourceRefusal {
	reason: Reason;
	message: string;
	/** Where in the source, if that is known. */
	items: Diagnostic[] | null;
}

/** The program that runs a program's tests, or why there is none. */
export interface Tests {
	/** The path by which it imports what it tests. */
	import: string;
	/** The name of its file, and its source. */
	file: string;
	source: string;
	/** Functions with the name of a test and another signature. */
	items: Diagnostic[];
}

/** The program that runs the checks of an exercise, or why there is none. */
export interface Checked {
	files: Record<string, string> | null;
	refusal: SourceRefusal | null;
}

/** What is done to source text without a compiler: the functions of wasm/page/source. */
export interface SourceTools {
	/** Formats a file of a program as gofmt does, and corrects its imports. */
	gofmt(name: string, files: Record<string, string>): Formatted;
	/** Returns why files, by name, may not be built within the limits; null where they may. */
	check(
		files: Record<string, string>,
		limits: Pick<Limits, 'source' | 'files'>,
		lang: string,
	): SourceRefusal | null;
	/** Returns what runs the tests of files, by name; null where they have none. */
	tests(files: Record<string, string>): Tests | null;
	/** Returns what runs checks, the source of an exercise's, on files, by name. */
	checked(files: Record<string, string>, checks: string, lang: string): Checked;
	/**
	 * Reads what the compiler or the linker has printed; what is about no place in particular is put down to
	 * the file.
	 */
	diagnose(output: string, file: string): Diagnostic[];
}

/** Starts the module of wasm/page/source. */
export async function startSource(module: WebAssembly.Module): Promise<SourceTools> {
	const global = await startLibrary(module);
	const call = (name: string, ...args: string[]): unknown => {
		const f = global[name];
		if (typeof f !== 'function') {
			throw new Error(`the source tools have no ${name}`);
		}
		return JSON.parse((f as (...args: string[]) => string)(...args));
	};
	return {
		gofmt: (name, files) => call('gofmt', name, JSON.stringify(files)) as Formatted,
		check: (files, { source, files: most }, lang) =>
			call(
				'check',
				JSON.stringify(files),
				JSON.stringify({ source, files: most }),
				lang,
			) as SourceRefusal | null,
		tests: (files) => call('tests', JSON.stringify(files)) as Tests | null,
		checked: (files, checks, lang) => call('checked', JSON.stringify(files), checks, lang) as Checked,
		diagnose: (output, file) => call('diagnose', output, file) as Diagnostic[],
	};
}
