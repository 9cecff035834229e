import type { Completion } from '../../contract/protocol';
import { startLibrary } from '../go/library';

/**
 * The first sentences of doc comments, by import path and by what they are about: "sync", "WaitGroup.Add".
 * That of "" is about the whole package.
 */
export type Docs = Record<string, Record<string, string>>;

/** Returns what could be written at a place in a source that has others beside it in its package. */
export type Complete = (source: string, offset: number, others: readonly string[]) => Completion[];

/** An item as wasm/page/complete has it. Its offsets are in bytes. */
interface Item extends Omit<Completion, 'insert'> {
	package: string;
	symbol: string;
	insert: { offset: number; text: string }[];
}

/**
 * Starts the completer (wasm/page/complete). It offers the packages that docs are
 * of, and reads their export data from the archives that lookup returns, or
 * undefined where there is none yet. A program of more than `longest` bytes is not completed.
 */
export async function startCompleter(
	module: WebAssembly.Module,
	lookup: (path: string) => Uint8Array | undefined,
	docs: Docs,
	longest: number,
): Promise<Complete> {
	const global = await startLibrary(module, { packages: Object.keys(docs), archive: lookup });
	const { complete } = global;
	if (typeof complete !== 'function') {
		throw new Error('the completer did not start');
	}
	return (source, offset, others) => {
		const bytes = new TextEncoder().encode(source);
		if (others.reduce((sum, text) => sum + utf8Length(text), bytes.length) > longest) {
			return [];
		}
		const items = (complete as (source: string, offset: number, others: readonly string[]) => Item[])(
			source,
			utf8Length(source.slice(0, offset)),
			others,
		);
		return items.map(({ package: path, symbol, doc, insert, ...item }) => ({
			...item,
			doc: doc || (docs[path]?.[symbol] ?? ''),
			insert: insert.map(({ offset, text }) => ({ at: indexOf(bytes, offset), text })),
		}));
	};
}

function utf8Length(text: string): number {
	return new TextEncoder().encode(text).length;
}

/** Returns the index in a text of an offset in its bytes. */
function indexOf(bytes: Uint8Array, offset: number): number {
	return new TextDecoder().decode(bytes.subarray(0, offset)).length;
}
