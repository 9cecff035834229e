import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, indentOnInput } from '@codemirror/language';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import type { Extension } from '@codemirror/state';
import { keymap } from '@codemirror/view';
import { type Complete, completion } from './complete';

export { setDiagnostics };

/**
 * What an editor has once somebody comes near it, or there is something to mark: undo, keys, search, completion,
 * brackets that close, marks. It is a module of its own, since a page that is read needs none of it.
 */
export function tools(complete?: Complete): Extension {
	return [
		lintGutter(),
		history(),
		indentOnInput(),
		bracketMatching(),
		closeBrackets(),
		complete ? completion(complete) : [],
		highlightSelectionMatches(),
		keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, indentWithTab]),
	];
}
