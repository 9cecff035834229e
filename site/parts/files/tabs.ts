import { part, wire } from '../../ts/page/elements';
import { type Files, mainFile } from './files';
import { NameForm } from './form';
import { texts, type Texts } from './texts';
import type { Config } from '../../ts/page/config';

/** The program around the tabs. */
export interface Around {
	/** Its files now. */
	files(): Files;
	/** Shows the pane of the program, if there is room for one only. */
	reveal(): void;
	/** Shows a file in the editor. */
	open(name: string): void;
	/** Moves the focus to the editor. */
	focus(): void;
	add(name: string): void;
	rename(from: string, to: string): void;
	remove(name: string): void;
}

/**
 * The tabs of a program's files, and what adds, renames and removes them. They show from two files on; main.go stays,
 * and keeps its name.
 */
export class Tabs {
	readonly #root: HTMLElement;
	readonly #list: HTMLElement;
	readonly #panel: HTMLElement;
	readonly #t: Texts;
	readonly #around: Around;
	readonly #form: NameForm;
	#open = mainFile;
	readonly #tabs: HTMLElement[] = [];
	/** The files with something wrong in them. */
	#wrong: ReadonlySet<string> = new Set();

	/** Uses the elements of files.html in root; panel is what shows the open file. */
	constructor(root: HTMLElement, panel: HTMLElement, config: Config, around: Around) {
		this.#root = root;
		this.#list = part(root, '.file-tabs');
		this.#panel = panel;
		this.#t = texts(config.lang);
		this.#around = around;
		this.#form = new NameForm(root, this.#t, config.limits, () => this.#show());
		wire(root, 'add-file', () => {
			around.reveal();
			this.#form.toAdd(around.files(), (name) => this.#add(name));
		});
		wire(root, 'rename-file', () => this.#rename());
		wire(root, 'remove-file', () => this.#remove());
		this.#list.addEventListener('keydown', (event) => this.#key(event));
		this.#show();
	}

	/** The name of the file that shows. */
	get open(): string {
		return this.#open;
	}

	/** Shows a file; of one that is not there main.go. */
	go(name: string): void {
		this.#open = name in this.#around.files() ? name : mainFile;
		this.#around.open(this.#open);
		this.#show();
	}

	/** Shows what the files are now. */
	changed(): void {
		if (this.#open in this.#around.files()) {
			this.#show();
		} else {
			this.go(mainFile);
		}
	}

	/** Marks the tabs of files with something wrong in them. */
	mark(wrong: Iterable<string>): void {
		this.#wrong = new Set(wrong);
		this.#show();
	}

	#add(name: string): void {
		this.#around.add(name);
		this.go(name);
		this.#around.focus();
	}

	#rename(): void {
		const from = this.#open;
		this.#form.toRename(this.#around.files(), from, (to) => {
			this.#open = to;
			this.#around.rename(from, to);
			this.#show();
			this.#focus();
		});
	}

	#remove(): void {
		const names = Object.keys(this.#around.files());
		const removed = this.#open;
		this.#open = names[names.indexOf(removed) - 1] ?? mainFile;
		this.#around.remove(removed);
		this.go(this.#open);
		this.#focus();
	}

	/** Moves the focus to the tab of the open file, or, without tabs, to the editor. */
	#focus(): void {
		const tab = this.#list.querySelector<HTMLElement>('[aria-selected="true"]');
		if (tab) {
			tab.focus();
		} else {
			this.#around.focus();
		}
	}

	#key(event: KeyboardEvent): void {
		const names = Object.keys(this.#around.files());
		const at = names.indexOf(this.#open);
		const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: names.length - 1 }[event.key];
		if (to !== undefined) {
			this.go(names.at(to % names.length)!);
			this.#focus();
		} else if (event.key === 'F2' && at > 0) {
			this.#rename();
		} else if (event.key === 'Delete' && at > 0) {
			this.#remove();
		} else {
			return;
		}
		event.preventDefault();
	}

	#show(): void {
		const names = Object.keys(this.#around.files());
		const several = names.length > 1;
		const tabs = several ? names.map((name, index) => this.#tab(name, index)) : [];
		tabs.forEach((tab, index) => this.#list.children[index] === tab || this.#list.append(tab));
		[...this.#list.children].slice(tabs.length).forEach((tab) => tab.remove());
		part(this.#root, '.files').hidden = !several && !this.#form.shown;
		part(this.#root, '.file-row').hidden = !several;
		part(this.#root, '.file-tools').hidden = this.#open === mainFile;
		for (const [action, key] of [
			['rename', 'fileRename'],
			['remove', 'fileRemove'],
		] as const) {
			const button = part(this.#root, `[data-do="${action}-file"]`);
			button.title = this.#t(key, { file: this.#open });
			button.setAttribute('aria-label', button.title);
		}
		if (several) {
			this.#panel.setAttribute('role', 'tabpanel');
			this.#panel.setAttribute('aria-labelledby', this.#id(names.indexOf(this.#open)));
		} else {
			this.#panel.removeAttribute('role');
			this.#panel.removeAttribute('aria-labelledby');
		}
	}

	/** Returns the tab at an index, which stays the same element, so that it keeps the focus. */
	#tab(name: string, index: number): HTMLElement {
		const tab = (this.#tabs[index] ??= this.#newTab(index));
		const selected = name === this.#open;
		tab.textContent = name;
		tab.tabIndex = selected ? 0 : -1;
		tab.setAttribute('aria-selected', String(selected));
		tab.toggleAttribute('data-wrong', this.#wrong.has(name));
		return tab;
	}

	#newTab(index: number): HTMLElement {
		const tab = document.createElement('button');
		tab.type = 'button';
		tab.id = this.#id(index);
		tab.setAttribute('role', 'tab');
		tab.setAttribute('aria-controls', this.#panel.id);
		tab.addEventListener('click', () => this.go(tab.textContent));
		return tab;
	}

	#id(index: number): string {
		return `${this.#root.id}-file-${index}`;
	}
}
