import type { Editor } from '../editor/editor';
import { whenNear } from '../../ts/page/near';
import type { Diagnostic } from '../../ts/contract/run';
import { Lazy } from '../../ts/page/lazy';
import type { Page } from '../../ts/page/page';
import type { Draft } from './draft';
import { texts } from './texts';

/** What is around a pane. */
export interface Around {
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
	readonly #page: Page;
	readonly #draft: Draft;
	/** The program as published, which stays in the page. */
	readonly #pre: HTMLElement;
	readonly #hint: string;
	readonly #around: Around;
	/** Stands in for #pre where the reader's text is another, until there is an editor. */
	#ownPre: HTMLElement | null = null;
	readonly #editor = new Lazy(() => this.#open());

	/** Shows the program in place of pre; hint is the id of what tells the way out of the editor. */
	constructor(page: Page, draft: Draft, pre: HTMLElement, hint: string, around: Around) {
		this.#page = page;
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
		pre.parentElement?.addEventListener('pointerdown', load); // where it has not been loaded, or could not be
	}

	/** Loads the editor, unless it is there. The result is null where it cannot be loaded. */
	load(): Promise<Editor | null> {
		return this.#editor.get().catch(() => null);
	}

	/** Marks what is wrong with the program. */
	async mark(items: readonly Diagnostic[]): Promise<void> {
		if (this.#editor.value || items.length > 0) {
			(await this.load())?.mark(items);
		}
	}

	/** Moves the cursor to the compiler's line and column. */
	async go(line: number, column: number): Promise<void> {
		(await this.load())?.go(line, column);
	}

	/** Marks a line of the program, where there is an editor; 0: none. */
	point(line: number): void {
		this.#editor.value?.point(line);
	}

	async #open(): Promise<Editor> {
		try {
			return await this.#newEditor();
		} catch (error) {
			console.error(error);
			this.#around.failed();
			throw error;
		}
	}

	async #newEditor(): Promise<Editor> {
		const { Editor } = await import('../editor/editor');
		await task(); // the page answers between the two, and between one editor and the next
		const { config, nonce, toolchain } = this.#page;
		const host = document.createElement('div');
		host.className = 'editor unmeasured';
		this.#pre.before(host);
		// An editor measures itself only where it is in the window: so it is, unseen, wherever its place is.
		host.style.top = `${-host.getBoundingClientRect().top}px`;
		const editor = new Editor(host, {
			text: this.#draft.text,
			label: texts(config.lang)('code'),
			hint: this.#hint,
			lang: config.lang,
			nonce,
			changed: (text) => {
				this.#draft.edit(text);
			},
			run: () => {
				this.#around.run();
			},
			moved: (line) => {
				this.#around.moved(line);
			},
			complete: async (source, offset) => (await toolchain.get()).complete(source, offset),
		});
		await editor.measured();
		const focused = (this.#ownPre ?? this.#pre).contains(document.activeElement);
		host.classList.remove('unmeasured');
		host.style.top = '';
		this.#pre.hidden = true;
		this.#ownPre?.remove();
		this.#ownPre = null;
		editor.replace(this.#draft.text); // it may have changed meanwhile
		if (focused) {
			editor.focus();
		}
		return editor;
	}

	#show(): void {
		const editor = this.#editor.value;
		if (editor) {
			editor.replace(this.#draft.text);
			return;
		}
		const { edited } = this.#draft;
		if (edited && !this.#ownPre) {
			this.#ownPre = this.#pre.cloneNode(true) as HTMLElement;
			this.#pre.after(this.#ownPre);
		}
		const code = this.#ownPre?.querySelector('code');
		if (code) {
			code.textContent = this.#draft.text;
		}
		this.#pre.hidden = edited;
		if (this.#ownPre) {
			this.#ownPre.hidden = !edited;
		}
	}
}

/** Waits for a task of its own. */
function task(): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve));
}
