import type { Editor, Options } from '../editor/editor';
import { whenNear } from '../../ts/page/near';
import type { Diagnostic } from '../../ts/contract/run';
import { Lazy } from '../../ts/page/lazy';
import type { Page } from '../../ts/page/page';
import type { Draft } from './draft';
import type { Kind } from './kind';
import { texts } from './texts';

/** The snippet around a pane. */
export interface Around {
	/** The reader has pressed Shift+Enter. */
	run(): void;
	/** The reader has pressed Ctrl+Shift+Enter; without it that does nothing. */
	check?(): void;
	/** The cursor has moved to that line. */
	moved(line: number): void;
	/** The editor could not be loaded. */
	failed(): Promise<void>;
	/** Returns the completions at an offset of a file's text; without it there are none. */
	complete?(file: string, source: string, offset: number): ReturnType<NonNullable<Options['complete']>>;
}

/**
 * The pane of the program's text: first the page's own <pre>, and then, once it is loaded, an editor of the same
 * size.
 */
export class Pane {
	readonly #page: Page;
	readonly #kind: Kind;
	readonly #draft: Draft;
	/** The program as published, which stays in the page. */
	readonly #pre: HTMLElement;
	readonly #hint: string;
	readonly #around: Around;
	/** Replaces #pre until there is an editor, if another text shows. */
	#ownPre: HTMLElement | null = null;
	/** The file that shows. */
	#file: string;
	readonly #editor = new Lazy(() => this.#open());

	/** Shows the program in place of pre; hint is the id of the hint on how to leave the editor by keyboard. */
	constructor(page: Page, kind: Kind, draft: Draft, pre: HTMLElement, hint: string, around: Around) {
		this.#page = page;
		this.#kind = kind;
		this.#file = kind.main;
		this.#draft = draft;
		this.#pre = pre;
		this.#hint = hint;
		this.#around = around;
		this.#show();
		draft.addEventListener('change', () => {
			this.#show();
		});
		const load = (): void => {
			void this.load();
		};
		whenNear(pre, load);
		pre.parentElement?.addEventListener('pointerdown', load); // if it is not loaded yet, or failed to load
	}

	/** Loads the editor, unless it is loaded. The result is null if that fails. */
	load(): Promise<Editor | null> {
		return this.#editor.get().catch(() => null);
	}

	/** Shows diagnostics of the program in the editor. */
	async mark(items: readonly Diagnostic[]): Promise<void> {
		if (this.#editor.value || items.length > 0) {
			(await this.load())?.mark(items);
		}
	}

	/** Marks lines of the program with what was found there, until they are edited. */
	async note(notes: Parameters<Editor['note']>[0]): Promise<void> {
		if (this.#editor.value || notes.length > 0) {
			(await this.load())?.note(notes);
		}
	}

	/** Shows a file. */
	open(file: string): void {
		this.#file = file;
		this.#show();
	}

	/** A file has another name from now on. */
	rename(from: string, to: string): void {
		this.#editor.value?.rename(from, to);
		if (this.#file === from) {
			this.#file = to;
		}
	}

	/** Moves the focus to the editor. */
	async focus(): Promise<void> {
		(await this.load())?.focus();
	}

	/** Moves the cursor of the file that shows to the compiler's line and column. */
	async go(line: number, column: number): Promise<void> {
		(await this.load())?.go(line, column);
	}

	/** Marks a line of the file that shows, if there is an editor; 0: none. */
	point(line: number): void {
		this.#editor.value?.point(line);
	}

	async #open(): Promise<Editor> {
		try {
			return await this.#newEditor();
		} catch (error) {
			console.error(error);
			void this.#around.failed();
			throw error;
		}
	}

	async #newEditor(): Promise<Editor> {
		const { Editor } = await import('../editor/editor');
		await task(); // so that the page stays responsive between the two, and between editors
		const { config, nonce } = this.#page;
		const around = this.#around;
		const host = document.createElement('div');
		host.className = 'editor unmeasured';
		host.translate = false; // with what the editor shows around the text: completions and diagnostics
		this.#pre.before(host);
		// An editor measures itself only inside the window: until then it is placed there, invisibly.
		host.style.top = `${-host.getBoundingClientRect().top}px`;
		const editor = new Editor(host, {
			file: this.#file,
			text: this.#text,
			label: texts(config.lang)(this.#kind.label),
			hint: this.#hint,
			language: () => this.#kind.language(),
			published: this.#pre.querySelector('code') ?? this.#pre,
			lang: config.lang,
			nonce,
			changed: (file, text) => {
				this.#draft.edit(file, text);
			},
			run: () => {
				this.#around.run();
			},
			moved: (line) => {
				this.#around.moved(line);
			},
			...(around.check && { check: () => around.check!() }),
			...(around.complete && {
				complete: (source: string, offset: number) => around.complete!(this.#file, source, offset),
			}),
		});
		await editor.measured();
		const focused = (this.#ownPre ?? this.#pre).contains(document.activeElement);
		host.classList.remove('unmeasured');
		host.style.top = '';
		this.#pre.hidden = true;
		this.#ownPre?.remove();
		this.#ownPre = null;
		editor.show(this.#file, this.#text); // which may have changed meanwhile
		if (focused) {
			editor.focus();
		}
		return editor;
	}

	/** The text of the file that shows. */
	get #text(): string {
		return this.#draft.files[this.#file] ?? '';
	}

	#show(): void {
		const editor = this.#editor.value;
		if (editor) {
			editor.keep(Object.keys(this.#draft.files));
			if (this.#file in this.#draft.files) {
				editor.show(this.#file, this.#text);
			}
			return;
		}
		const published = this.#text === this.#draft.published[this.#file];
		if (!published && !this.#ownPre) {
			this.#ownPre = this.#pre.cloneNode(true) as HTMLElement;
			this.#pre.after(this.#ownPre);
		}
		const code = this.#ownPre?.querySelector('code');
		if (code) {
			code.textContent = this.#text;
		}
		this.#pre.hidden = !published;
		if (this.#ownPre) {
			this.#ownPre.hidden = published;
		}
	}
}

/** Waits for a task of its own. */
function task(): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve));
}
