import type { Diagnostic as Mark } from '@codemirror/lint';
import { Compartment, EditorState, type Extension, Prec, Transaction } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import type { Diagnostic, Lang } from '../../ts/contract/run';
import { makeVerbatim, verbatim } from '../../ts/page/elements';
import { Lazy } from '../../ts/page/lazy';
import type { Complete } from './complete';
import { untilTools } from './early';
import { note, type Note, notedLines } from './noted';
import { phrases } from './phrases';
import { point, pointedLine } from './pointed';
import { isOf, painted } from './painted';
import { indexOfColumn } from './position';
import type * as EditorTools from './tools';

/** What is loaded late. */
interface Tools {
	extension: Extension;
	setDiagnostics: typeof EditorTools.setDiagnostics;
}

async function loadTools(options: Options): Promise<Tools> {
	const [{ tools, setDiagnostics }, { language }] = await Promise.all([import('./tools'), options.language()]);
	return { extension: [language, tools(options.complete)], setDiagnostics };
}

/** The options of an editor. */
export interface Options {
	/** The name of the file that shows first, and its text. */
	file: string;
	text: string;
	/** Its accessible name. */
	label: string;
	/** The id of the hint on how to leave it by keyboard. */
	hint: string;
	/** Loads the programs' language: its syntax, its colours and how far it is indented. */
	language(): Promise<{ language: Extension }>;
	/** The program as it is published, highlighted: until there is a language, it has the colours. */
	published: Element;
	lang: Lang;
	/** The nonce for its styles. */
	nonce: string;
	/** Called with the text of the file that shows after each change: by the reader, an undo or replace. */
	changed(file: string, text: string): void;
	/** Called with the new line of the cursor. */
	moved(line: number): void;
	/** Called on Shift+Enter. */
	run(): void;
	/** Called on Ctrl+Shift+Enter; without it that does nothing. */
	check?(): void;
	/** Returns the completions at the cursor; without it there are none. */
	complete?: Complete;
}

/**
 * An editor of a program's files, one of which shows. Each file that has shown keeps its cursor and what can be
 * undone in it. Its tools are loaded when somebody comes near it, or there is something to mark.
 */
export class Editor {
	readonly #view: EditorView;
	readonly #extensions: Extension[];
	readonly #place = new Compartment();
	/** What is in the place of the tools until they are loaded. */
	readonly #coming: Extension;
	readonly #tools: Lazy<Tools>;
	#file: string;
	/** The states of the files that do not show. */
	readonly #states = new Map<string, EditorState>();
	/** The diagnostics of all files. */
	#items: readonly Diagnostic[] = [];
	/** The notes on files that have not shown since. */
	readonly #notes = new Map<string, Note[]>();

	/** Makes an editor as the last child of the element. */
	constructor(parent: Element, options: Options) {
		this.#file = options.file;
		this.#tools = new Lazy(() => loadTools(options));
		this.#coming = [untilTools(() => this.#equip()), painted(options.published)];
		this.#extensions = [
			this.#place.of(this.#coming),
			...extensions(options, (text) => options.changed(this.#file, text)),
		];
		this.#view = new EditorView({ parent, state: this.#newState(options.text) });
		const around = parent.closest('tour-snippet') ?? parent;
		for (const near of ['pointermove', 'pointerdown', 'focusin']) {
			around.addEventListener(near, () => void this.#equip(), { once: true, passive: true });
		}
		if (!isOf(options.published, options.text)) {
			void this.#equip();
		}
		// The fields of the panel to search in are there once one of them has the focus.
		this.#view.dom.addEventListener('focusin', () => {
			this.#view.dom.querySelectorAll('input').forEach(makeVerbatim);
		});
	}

	/** Shows a file with that text. */
	show(file: string, text: string): void {
		if (file !== this.#file) {
			this.#states.set(this.#file, this.#view.state);
			this.#file = file;
			this.#view.setState(this.#states.get(file) ?? this.#newState(text));
			this.#states.delete(file);
			void this.#equip();
			void this.#mark();
			this.#note();
		}
		this.replace(text);
	}

	/** A file has another name from now on. */
	rename(from: string, to: string): void {
		if (this.#file === from) {
			this.#file = to;
		}
		const state = this.#states.get(from);
		if (state) {
			this.#states.delete(from);
			this.#states.set(to, state);
		}
	}

	/** Forgets files that are no longer there. */
	keep(files: Iterable<string>): void {
		const kept = new Set(files);
		for (const file of this.#states.keys()) {
			if (!kept.has(file)) {
				this.#states.delete(file);
			}
		}
	}

	/** Resolves when the editor has measured its text and drawn the visible part. */
	measured(): Promise<void> {
		return new Promise((resolve) => {
			this.#view.requestMeasure({ read: () => null, write: () => requestAnimationFrame(() => resolve()) });
		});
	}

	/**
	 * Replaces the text of the file that shows; an undo restores it. The cursor stays if it is in the common start or
	 * end.
	 */
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
		void this.#equip(); // what is not as published has no colours yet
	}

	/** Shows diagnostics in place of the earlier ones. */
	mark(items: readonly Diagnostic[]): void {
		this.#items = items;
		void this.#mark();
	}

	/** Marks lines with what was found there, in place of earlier ones. Each stays until its line is edited. */
	note(notes: readonly (Note & { file: string })[]): void {
		this.#notes.clear();
		for (const file of [this.#file, ...this.#states.keys()]) {
			this.#notes.set(file, []);
		}
		for (const one of notes) {
			this.#notes.set(one.file, [...(this.#notes.get(one.file) ?? []), one]);
		}
		this.#note();
	}

	/** Marks the lines of the file that shows. */
	#note(): void {
		const notes = this.#notes.get(this.#file);
		if (notes) {
			this.#notes.delete(this.#file);
			this.#view.dispatch({ effects: note.of(notes) });
		}
	}

	/** Gives the file that shows the tools, unless it has them; what is edited without them is edited all the same. */
	async #equip(): Promise<Tools | undefined> {
		try {
			const tools = await this.#tools.get();
			if (this.#place.get(this.#view.state) === this.#coming) {
				this.#view.dispatch({ effects: this.#place.reconfigure(tools.extension) });
			}
			return tools;
		} catch (error) {
			console.error(error);
			return undefined;
		}
	}

	async #mark(): Promise<void> {
		if (!this.#tools.value && this.#items.length === 0) {
			return;
		}
		const tools = await this.#equip();
		if (!tools) {
			return;
		}
		const { state } = this.#view;
		const marks = this.#items
			.filter(({ file, line }) => file === this.#file && line > 0 && line <= state.doc.lines)
			.map((item): Mark => {
				const line = state.doc.line(item.line);
				const severity = item.severity === 'error' ? 'error' : 'warning';
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
		this.#view.dispatch(tools.setDiagnostics(state, marks));
	}

	/** Moves the cursor to the compiler's line and column, and focuses the editor. */
	go(line: number, column: number): void {
		const anchor = this.#position(Math.min(Math.max(line, 1), this.#view.state.doc.lines), column);
		this.#view.dispatch({ selection: { anchor }, scrollIntoView: true });
		this.#view.focus();
	}

	/** Marks a line, by its number from 1, without moving the cursor; 0: none. */
	point(line: number): void {
		this.#view.dispatch({ effects: point.of(line) });
	}

	/** Takes the focus. */
	focus(): void {
		this.#view.focus();
	}

	#newState(text: string): EditorState {
		return EditorState.create({ doc: text, extensions: this.#extensions });
	}

	#position(line: number, column: number): number {
		const { from, text } = this.#view.state.doc.line(line);
		return from + indexOfColumn(text, column);
	}
}

function extensions(options: Options, changed: (text: string) => void): Extension[] {
	const run = (): boolean => {
		options.run();
		return true;
	};
	const check = (): boolean => {
		options.check?.();
		return options.check !== undefined;
	};
	return [
		Prec.highest(
			keymap.of([
				{ key: 'Shift-Enter', run },
				{ key: 'Mod-Enter', run },
				{ key: 'Mod-Shift-Enter', run: check },
				{ mac: 'Ctrl-Shift-Enter', run: check },
			]),
		),
		lineNumbers(),
		EditorState.tabSize.of(4),
		EditorState.phrases.of(phrases(options.lang)),
		pointedLine(),
		notedLines(),
		EditorView.cspNonce.of(options.nonce),
		EditorView.contentAttributes.of({
			// It is focusable anyway; this tells checkers of accessibility that its scroller can be reached.
			tabindex: '0',
			'aria-label': options.label,
			'aria-describedby': options.hint,
			...verbatim,
		}),
		EditorView.updateListener.of((update) => {
			if (update.docChanged) {
				changed(update.state.doc.toString());
			}
			if (update.selectionSet || update.docChanged) {
				const { state } = update;
				options.moved(state.doc.lineAt(state.selection.main.head).number);
			}
		}),
	];
}
