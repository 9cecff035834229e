import type { Completion, Remark } from '../../contract/protocol';
import type { MessageKey } from '../../contract/run';
import { startLibrary } from '../go/library';

/**
 * The first sentences of doc comments, by import path and by what they are about: "sync", "WaitGroup.Add".
 * That of "" is about the whole package.
 */
export type Docs = Record<string, Record<string, string>>;

/** An item as wasm/page/complete has it. Its offsets are in bytes. */
interface Item extends Omit<Completion, 'insert'> {
	package: string;
	symbol: string;
	insert: { offset: number; text: string }[];
}

/** The function of wasm/page/complete. Its offset is in bytes. */
type GoComplete = (source: string, offset: number, others: readonly string[]) => Item[];

/** A remark as wasm/page/complete has it. */
interface Found extends Omit<Remark, 'severity' | 'key'> {
	/** Of the sentence, or "". */
	key: MessageKey | '';
}

/** The functions of wasm/page/complete, which know the types of a program. */
export interface Completer {
	/**
	 * Returns what could be written at an offset of a source that has others beside it in its package. The
	 * packages that docs are of are offered.
	 */
	complete: (source: string, offset: number, others: readonly string[], docs: Docs) => Completion[];
	/** Returns remarks about a program, by name of file; none if it does not compile. */
	vet: (files: Record<string, string>) => Remark[];
}

/**
 * Starts the completer (wasm/page/complete). It reads the export data of packages from the archives that lookup
 * returns, or undefined where there is none yet. A program of more than `longest` bytes is not completed.
 */
export async function startCompleter(
	module: WebAssembly.Module,
	lookup: (path: string) => Uint8Array | undefined,
	longest: number,
): Promise<Completer> {
	const global = await startLibrary(module, { archive: lookup });
	const { complete, vet } = global;
	if (typeof complete !== 'function' || typeof vet !== 'function') {
		throw new Error('the completer did not start');
	}
	return {
		complete: (source, offset, others, docs) => {
			global['packages'] ??= Object.keys(docs);
			return completions(complete as GoComplete, docs, longest, source, offset, others);
		},
		vet: (files) =>
			(vet as (files: [string, string][]) => Found[])(Object.entries(files)).map(({ key, ...found }) => ({
				...found,
				severity: 'warning',
				...(key === '' ? {} : { key }),
			})),
	};
}

/** Calls complete, and returns its items with their docs, and with the offsets of the page. */
function completions(
	complete: GoComplete,
	docs: Docs,
	longest: number,
	source: string,
	offset: number,
	others: readonly string[],
): Completion[] {
	const bytes = new TextEncoder().encode(source);
	if (others.reduce((sum, text) => sum + utf8Length(text), bytes.length) > longest) {
		return [];
	}
	return complete(source, utf8Length(source.slice(0, offset)), others).map(
		({ package: path, symbol, doc, insert, ...item }) => ({
			...item,
			doc: doc || (docs[path]?.[symbol] ?? ''),
			insert: insert.map(({ offset, text }) => ({ at: indexOf(bytes, offset), text })),
		}),
	);
}

function utf8Length(text: string): number {
	return new TextEncoder().encode(text).length;
}

/** Returns the index in a text of an offset in its bytes. */
function indexOf(bytes: Uint8Array, offset: number): number {
	return new TextDecoder().decode(bytes.subarray(0, offset)).length;
}
