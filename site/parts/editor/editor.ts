import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language';
import { type Diagnostic as Mark, lintGutter, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension, Prec, Transaction } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import type { Diagnostic, Lang } from '../../ts/contract/run';
import { type Complete, completion } from './complete';
import { goHighlighting } from './highlight';
import { phrases } from './phrases';
import { point, pointedLine } from './pointed';
import { indexOfColumn } from './position';

/** What an editor is made with. */
export interface Options {
	text: string;
	/** Its accessible name. */
	label: string;
	/** The id of the hint that tells the way out of it. */
	hint: string;
	lang: Lang;
	/** The nonce with which it may add its styles. */
	nonce: string;
	/** Called with the text whenever the reader, an undo or replace has changed it. */
	changed(text: string): void;
	/** Called with the line that the cursor has come to. */
	moved(line: number): void;
	/** Called on Shift+Enter. */
	run(): void;
	/** Returns what could be written at the cursor; without it nothing is completed. */
	complete?: Complete;
}

/** An editor of one Go file. */
export class Editor {
	readonly #view: EditorView;

	/** Makes an editor as the last child of the element. */
	constructor(parent: Element, options: Options) {
		this.#view = new EditorView({
			parent,
			state: EditorState.create({ doc: options.text, extensions: extensions(options) }),
		});
	}

	/** Resolves when the editor knows how large its text is and has drawn all of it that shows. */
	measured(): Promise<void> {
		return new Promise((resolve) => {
			this.#view.requestMeasure({ read: () => null, write: () => requestAnimationFrame(() => resolve()) });
		});
	}

	/** Replaces the text, which an undo takes back. What stays the same at both ends keeps the cursor. */
	replace(text: string): void {
		const old = this.#view.state.doc.toString();
		const most = Math.min(old.length, text.length);
		let start = 0;
		while (start < most && old[start] === text[start]) {
			start++;
		}
		let end = 0;
		while (end < most - start && old[old.length - 1 - end] === text[text.length - 1 - end]) {
			end++;
		}
		if (start + end === old.length && old.length === text.length) {
			return;
		}
		this.#view.dispatch({
			changes: { from: start, to: old.length - end, insert: text.slice(start, text.length - end) },
			annotations: [Transaction.userEvent.of('input.replace')],
		});
	}

	/** Marks what is wrong, instead of what was. */
	mark(items: readonly Diagnostic[]): void {
		const { state } = this.#view;
		const marks = items
			.filter((item) => item.line > 0 && item.line <= state.doc.lines)
			.map((item): Mark => {
				const line = state.doc.line(item.line);
				const severity = item.severity === 'race' ? 'warning' : 'error';
				if (item.column === 0) {
					return {
						from: line.from + line.text.search(/\S|$/),
						to: line.to,
						severity,
						message: item.message,
					};
				}
				const from = this.#position(item.line, item.column);
				const word = state.wordAt(from);
				return { from, to: word?.to ?? Math.min(from + 1, line.to), severity, message: item.message };
			});
		this.#view.dispatch(setDiagnostics(state, marks));
	}

	/** Moves the cursor to the compiler's line and column, and the focus with it. */
	go(line: number, column: number): void {
		const anchor = this.#position(Math.min(Math.max(line, 1), this.#view.state.doc.lines), column);
		this.#view.dispatch({ selection: { anchor }, scrollIntoView: true });
		this.#view.focus();
	}

	/** Marks a line, by its number from 1, without going there; 0: none. */
	point(line: number): void {
		this.#view.dispatch({ effects: point.of(line) });
	}

	/** Takes the focus. */
	focus(): void {
		this.#view.focus();
	}

	#position(line: number, column: number): number {
		const { from, text } = this.#view.state.doc.line(line);
		return from + indexOfColumn(text, column);
	}
}

function extensions(options: Options): Extension[] {
	const run = (): boolean => {
		options.run();
		return true;
	};
	return [
		Prec.highest(
			keymap.of([
				{ key: 'Shift-Enter', run },
				{ key: 'Mod-Enter', run },
			]),
		),
		lintGutter(),
		lineNumbers(),
		history(),
		indentUnit.of('\t'),
		EditorState.tabSize.of(4),
		EditorState.phrases.of(phrases(options.lang)),
		indentOnInput(),
		bracketMatching(),
		closeBrackets(),
		options.complete ? completion(options.complete) : [],
		highlightSelectionMatches(),
		pointedLine(),
		goHighlighting(),
		keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, indentWithTab]),
		EditorView.cspNonce.of(options.nonce),
		EditorView.contentAttributes.of({
			// It takes the focus anyway; this says so to those who look for how its scroller is reached.
			tabindex: '0',
			'aria-label': options.label,
			'aria-describedby': options.hint,
			autocorrect: 'off',
			autocapitalize: 'off',
			spellcheck: 'false',
			translate: 'no',
		}),
		EditorView.updateListener.of((update) => {
			if (update.docChanged) {
				options.changed(update.state.doc.toString());
			}
			if (update.selectionSet || update.docChanged) {
				const { state } = update;
				options.moved(state.doc.lineAt(state.selection.main.head).number);
			}
		}),
	];
}
