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

/** Returns the completions at an offset of a source; null while no completer is loaded. */
export type Complete = (source: string, offset: number) => Promise<Completion[] | null>;

/** The least letters of a word for which the list opens by itself. After a dot, and in an import, it needs none. */
const fewest = 2;

/** The lowest boost. Each option has a lower one than those before it; a better match still comes first. */
const least = -40;

/** The longest signature in the list, in characters. A longer one is cut, and shown in full beside the list. */
const broad = 60;

/** The start of a word before the cursor, and of a quoted path. */
const word = /[\p{L}_][\p{L}\p{Nd}_]*$/u;
const path = /[^"`]*$/;
const wordOrNothing = /^(?:[\p{L}_][\p{L}\p{Nd}_]*)?$/u;
const pathOrNothing = /^[^"`\s]*$/;

/** Text that ends in a single dot. */
const afterDot = /(?:^|[^.])\.$/;

/** The milliseconds after Escape in which a Tab leaves the editor, as without a list. */
const wayOut = 2000;

/**
 * Completes names and imports. While a list is open Tab accepts its chosen option; otherwise it indents. Escape
 * closes the list.
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

/** A completion source: the options for the word before the cursor. */
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

/** Returns the kind of completion at a position; null if there is none, as in a comment. */
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

/** Makes an option of an item, in a state whose text up to the word is `before`. */
function option(state: EditorState, item: Completion, boost: number, before: string): Option {
	return {
		label: item.label,
		type: item.kind,
		boost,
		...(item.detail && { detail: ` ${item.detail}` }), // the space is for screen readers
		...((item.doc || item.import) && { info: () => information(state, item) }),
		apply: (view, chosen, from, to) => {
			view.dispatch(
				{
					...insertCompletionText(view.state, item.label, from, to),
					annotations: pickedCompletion.of(chosen),
				},
				// If the text before the word has changed, the offsets for the import are not valid any more.
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

/** Returns the description of an option, which is shown beside the list and read out. */
function information(state: EditorState, item: Completion): Node {
	const text = document.createElement('div');
	const add = (sentence: string, name: string, isProse = false): void => {
		if (sentence) {
			const paragraph = document.createElement('p');
			paragraph.className = name;
			paragraph.translate = isProse;
			paragraph.textContent = sentence;
			text.append(paragraph);
		}
	};
	add(item.detail, item.detail.length > broad ? 'signature long' : 'signature');
	add(item.doc, 'doc', true);
	add(item.import && state.phrase('Adds import "$"', item.import), 'import');
	return text;
}

/** Accepts the chosen option. While a list is open it never indents. */
function take(view: EditorView): boolean {
	return acceptCompletion(view) || completionStatus(view.state) === 'active';
}

/** Closes the list if its chosen option is already typed in full, so that Enter begins a new line. */
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

/** Closes the list. As the editor's hint promises, Escape and then Tab leave the editor. */
function leave(view: EditorView): boolean {
	if (!closeCompletion(view)) {
		return false;
	}
	view.setTabFocusMode(wayOut);
	return true;
}
