import type { Editor } from '../editor/editor';
import { whenNear } from '../../ts/page/near';
import type { Diagnostic } from '../../ts/contract/run';
import type { Tour } from '../../ts/page/tour';
import type { Program } from './program';

/** What a pane tells the snippet that it belongs to. */
export interface Listener {
	/** The reader has pressed Shift+Enter. */
	run(): void;
	/** The cursor has come to that line. */
	moved(line: number): void;
	/** The editor could not be loaded. */
	failed(): void;
}

/**
 * The place of the program's text: first the page's own <pre>, then, once it has
 * been loaded, the editor, which takes the same room.
 */
export class Pane {
	readonly #tour: Tour;
	readonly #program: Program;
	/** The program as published, which stays in the page. */
	readonly #pre: HTMLElement;
	readonly #hint: string;
	readonly #listener: Listener;
	/** Stands in for #pre where the reader's text is another, until there is an editor. */
	#draft: HTMLElement | null = null;
	#loading: Promise<Editor | null> | null = null;
	#editor: Editor | null = null;

	/** Shows the program in place of pre; hint is the id of what tells the way out of the editor. */
	constructor(tour: Tour, program: Program, pre: HTMLElement, hint: string, listener: Listener) {
		this.#tour = tour;
		this.#program = program;
		this.#pre = pre;
		this.#hint = hint;
		this.#listener = listener;
		this.#show();
		program.addEventListener('change', () => {
			this.#show();
		});
		const load = (): void => {
			void this.load();
		};
		whenNear(pre, load);
		pre.parentElement?.addEventListener('pointerdown', load); // where it has not been loaded, or could not be
	}

	/** Loads the editor, unless it is there. The result is null where it cannot be loaded. */
	load(): Promise<Editor | null> {
		this.#loading ??= this.#open().catch((error: unknown) => {
			console.error(error);
			this.#loading = null;
			this.#listener.failed();
			return null;
		});
		return this.#loading;
	}

	/** Marks what is wrong with the program. */
	async mark(items: readonly Diagnostic[]): Promise<void> {
		if (this.#editor || items.length > 0) {
			(await this.load())?.mark(items);
		}
	}

	/** Moves the cursor to the compiler's line and column. */
	async go(line: number, column: number): Promise<void> {
		(await this.load())?.go(line, column);
	}

	/** Marks a line of the program, where there is an editor; 0: none. */
	point(line: number): void {
		this.#editor?.point(line);
	}

	async #open(): Promise<Editor> {
		const { Editor } = await import('../editor/editor');
		await task(); // the page answers between the two, and between one editor and the next
		const { t, config, nonce } = this.#tour;
		const host = document.createElement('div');
		host.className = 'editor unmeasured';
		this.#pre.before(host);
		// An editor measures itself only where it is in the window: so it is, unseen, wherever its place is.
		host.style.top = `${-host.getBoundingClientRect().top}px`;
		const editor = new Editor(host, {
			text: this.#program.text,
			label: t('code'),
			hint: this.#hint,
			lang: config.lang,
			nonce,
			changed: (text) => {
				this.#program.edit(text);
			},
			run: () => {
				this.#listener.run();
			},
			moved: (line) => {
				this.#listener.moved(line);
			},
			complete: async (source, offset) => (await this.#tour.toolchain()).complete(source, offset),
		});
		await editor.measured();
		const focused = (this.#draft ?? this.#pre).contains(document.activeElement);
		host.classList.remove('unmeasured');
		host.style.top = '';
		this.#pre.hidden = true;
		this.#draft?.remove();
		this.#draft = null;
		this.#editor = editor;
		editor.replace(this.#program.text); // it may have changed meanwhile
		if (focused) {
			editor.focus();
		}
		return editor;
	}

	#show(): void {
		if (this.#editor) {
			this.#editor.replace(this.#program.text);
			return;
		}
		const draft = this.#program.edited;
		if (draft && !this.#draft) {
			this.#draft = this.#pre.cloneNode(true) as HTMLElement;
			this.#pre.after(this.#draft);
		}
		const code = this.#draft?.querySelector('code');
		if (code) {
			code.textContent = this.#program.text;
		}
		this.#pre.hidden = draft;
		if (this.#draft) {
			this.#draft.hidden = !draft;
		}
	}
}

/** Waits for a task of its own. */
function task(): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve));
}
