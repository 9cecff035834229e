import {
	acceptCompletion,
	autocompletion,
	closeCompletion,
	type Completion as Option,
	type CompletionContext,
	completionStatus,
	type CompletionResult,
	insertCompletionText,
	pickedCompletion,
	selectedCompletion,
} from '@codemirror/autocomplete';
import { syntaxTree } from '@codemirror/language';
import { type EditorState, type Extension, Prec } from '@codemirror/state';
import { type EditorView, keymap } from '@codemirror/view';
import type { Completion } from '../../ts/contract/protocol';

/** Returns what could be written at a place in a source; null where nothing is there yet that knows. */
export type Complete = (source: string, offset: number) => Promise<Completion[] | null>;

/** A list opens by itself from so many letters on; after a dot, and in an import, from none. */
const fewest = 2;

/** An option counts a little less than those before it, up to so much: what matches better still comes first. */
const least = -40;

/** A signature of more characters is cut in the list, and shown beside it too. */
const broad = 60;

/** What begins as the word at the cursor, and what begins as a path in quotes. */
const word = /[\p{L}_][\p{L}\p{Nd}_]*$/u;
const path = /[^"`]*$/;
const wordOrNothing = /^(?:[\p{L}_][\p{L}\p{Nd}_]*)?$/u;
const pathOrNothing = /^[^"`\s]*$/;

/** What ends in a dot, and not in dots. */
const afterDot = /(?:^|[^.])\.$/;

/** In so many milliseconds after Escape a Tab leaves the editor, as without a list. */
const wayOut = 2000;

/**
 * Completes names and imports. Tab takes what is chosen in the list where one is
 * open, and indents where none is. Escape closes the list.
 */
export function completion(complete: Complete): Extension {
	return [
		Prec.highest(
			keymap.of([
				{ key: 'Tab', run: take },
				{ key: 'Enter', run: closeWritten },
				{ key: 'Escape', run: leave },
			]),
		),
		autocompletion({ override: [(context) => find(context, complete)], icons: false, filterStrict: true }),
	];
}

/** A completion source: what there is for the word before the cursor. */
export async function find(context: CompletionContext, complete: Complete): Promise<CompletionResult | null> {
	const { state, pos } = context;
	const place = placeOf(state, pos);
	if (place === null) {
		return null;
	}
	const from = context.matchBefore(place === 'import' ? path : word)?.from ?? pos;
	if (
		!context.explicit &&
		place === 'code' &&
		pos - from < fewest &&
		!afterDot.test(state.sliceDoc(Math.max(0, from - 2), from))
	) {
		return null;
	}
	const items = await complete(state.doc.toString(), pos).catch((error: unknown) => {
		console.error(error);
		return null;
	});
	if (items === null || items.length === 0) {
		return null;
	}
	const before = state.sliceDoc(0, from);
	return {
		from,
		options: items.map((item, i) => option(state, item, (least * i) / items.length, before)),
		validFor: place === 'import' ? pathOrNothing : wordOrNothing,
	};
}

/** Returns what is completed at a place; null where nothing is, as in a comment. */
function placeOf(state: EditorState, pos: number): 'import' | 'code' | null {
	const node = syntaxTree(state).resolveInner(pos, -1);
	const text = state.sliceDoc(node.from, node.to);
	switch (node.name) {
		case 'LineComment':
			return null;
		case 'BlockComment':
			return pos === node.to && text.endsWith('*/') ? 'code' : null;
		case 'Rune':
		case 'String':
			if (pos === node.to && text.length > 1 && text.at(-1) === text[0]) {
				return 'code'; // behind its second quote
			}
			return node.parent?.name === 'ImportSpec' ? 'import' : null;
		default:
			return 'code';
	}
}

/** Makes an option of what there is in a state whose text up to the word is `before`. */
function option(state: EditorState, item: Completion, boost: number, before: string): Option {
	return {
		label: item.label,
		type: item.kind,
		boost,
		...(item.detail && { detail: ` ${item.detail}` }), // the space is for those who hear it
		...((item.doc || item.import) && { info: () => information(state, item) }),
		apply: (view, chosen, from, to) => {
			view.dispatch(
				{
					...insertCompletionText(view.state, item.label, from, to),
					annotations: pickedCompletion.of(chosen),
				},
				// Where the text before the word has become another, the places for the import are lost.
				{
					changes:
						view.state.sliceDoc(0, from) === before
							? item.insert.map(({ at, text }) => ({ from: at, insert: text }))
							: [],
				},
			);
		},
	};
}

/** Returns what is shown beside the list, and read out, about what is chosen in it. */
function information(state: EditorState, item: Completion): Node {
	const text = document.createElement('div');
	const add = (sentence: string, name: string): void => {
		if (sentence) {
			const paragraph = document.createElement('p');
			paragraph.className = name;
			paragraph.textContent = sentence;
			text.append(paragraph);
		}
	};
	add(item.detail, item.detail.length > broad ? 'signature long' : 'signature');
	add(item.doc, 'doc');
	add(item.import && state.phrase('Adds import "$"', item.import), 'import');
	return text;
}

/** Writes what is chosen in the list, and never indents while one is open. */
function take(view: EditorView): boolean {
	return acceptCompletion(view) || completionStatus(view.state) === 'active';
}

/** Closes a list in which what is chosen has been written already, for Enter to begin a new line. */
function closeWritten(view: EditorView): boolean {
	const { state } = view;
	const chosen = selectedCompletion(state)?.label;
	const { head } = state.selection.main;
	if (
		chosen !== undefined &&
		word.exec(state.sliceDoc(Math.max(0, head - chosen.length - 1), head))?.[0] === chosen
	) {
		closeCompletion(view);
	}
	return false;
}

/** Closes the list, and keeps what the editor's hint says: Escape and then Tab leave it. */
function leave(view: EditorView): boolean {
	if (!closeCompletion(view)) {
		return false;
	}
	view.setTabFocusMode(wayOut);
	return true;
}
