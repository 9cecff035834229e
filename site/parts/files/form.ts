import type { Limits } from '../../ts/contract/limits';
import { sentence } from '../../ts/page/code';
import { makeVerbatim, part, wire } from '../../ts/page/elements';
import { faultOf, type Files, full, longestName, suggestion } from './files';
import type { Texts } from './texts';

/** The form that asks for the name of a file. Enter takes the name, Escape leaves the form. */
export class NameForm {
	readonly #form: HTMLFormElement;
	readonly #field: HTMLInputElement;
	readonly #fault: HTMLElement;
	readonly #t: Texts;
	readonly #limits: Limits;
	readonly #changed: () => void;
	/** What is done with a name; it returns the name of the text on what is wrong with one. */
	#take: (name: string) => 'fileBadName' | 'fileTaken' | null = () => null;
	/** What had the focus before the form. */
	#before: Element | null = null;

	/** Uses the form in root, and calls changed when it is shown or hidden. */
	constructor(root: HTMLElement, t: Texts, limits: Limits, changed: () => void) {
		this.#form = part(root, '.file-form') as HTMLFormElement;
		this.#field = part(this.#form, 'input') as HTMLInputElement;
		this.#fault = part(this.#form, '.file-fault');
		this.#t = t;
		this.#limits = limits;
		this.#changed = changed;
		this.#field.maxLength = longestName;
		makeVerbatim(this.#field);
		wire(root, 'cancel-file', () => this.#leave());
		this.#form.addEventListener('submit', (event) => {
			event.preventDefault();
			this.#submit();
		});
		this.#form.addEventListener('keydown', (event) => {
			if (event.key === 'Escape') {
				event.preventDefault();
				this.#leave();
			}
		});
		this.#field.addEventListener('input', () => this.#say(''));
	}

	/** Whether it is shown. */
	get shown(): boolean {
		return !this.#form.hidden;
	}

	/** Asks for the name of a new file, if there is room for one. */
	toAdd(files: Files, add: (name: string) => void): void {
		const why = full(files, this.#limits);
		this.#ask('fileCreate', suggestion(files), files, add);
		if (why !== null) {
			this.#form.dataset['full'] = '';
			this.#say(this.#t(why, { files: this.#limits.files, kib: this.#limits.source >> 10 }));
			part(this.#form, '[data-do="cancel-file"]').focus();
		}
	}

	/** Asks for another name of a file. */
	toRename(files: Files, from: string, rename: (to: string) => void): void {
		this.#ask('fileChange', from, files, (to) => {
			if (to !== from) {
				rename(to);
			}
		});
	}

	#ask(label: 'fileCreate' | 'fileChange', name: string, files: Files, done: (name: string) => void): void {
		this.#before = document.activeElement;
		this.#take = (chosen) => {
			const fault = chosen === name && name in files ? null : faultOf(chosen, files);
			if (fault === null) {
				this.#hide();
				done(chosen);
			}
			return fault;
		};
		part(this.#form, '[type="submit"]').textContent = this.#t(label);
		delete this.#form.dataset['full'];
		this.#field.value = name;
		this.#form.hidden = false;
		this.#say('');
		this.#changed();
		this.#field.focus();
		this.#field.setSelectionRange(0, name.search(/(_test)?\.go$/));
	}

	#submit(): void {
		const name = this.#field.value.trim();
		const fault = this.#take(name.endsWith('.go') ? name : `${name}.go`);
		if (fault !== null) {
			this.#say(this.#t(fault));
			this.#field.focus();
		}
	}

	#say(fault: string): void {
		this.#fault.replaceChildren(...sentence(fault));
		this.#field.setAttribute('aria-invalid', String(fault !== ''));
	}

	#hide(): void {
		this.#form.hidden = true;
		this.#changed();
	}

	#leave(): void {
		this.#hide();
		if (this.#before instanceof HTMLElement) {
			this.#before.focus();
		}
	}
}
