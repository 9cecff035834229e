import { codeElement, sentence } from '../../ts/page/code';
import type { Diagnostic } from '../../ts/contract/run';
import { mainFile } from '../files/files';
import type { Texts } from './texts';

/** The list of what the compiler found, under the editor. */
export class Problems {
	readonly #element: HTMLElement;
	readonly #t: Texts;
	readonly #go: (item: Diagnostic) => void;

	/** Calls go when the reader chooses a problem. */
	constructor(element: HTMLElement, t: Texts, go: (item: Diagnostic) => void) {
		this.#element = element;
		this.#t = t;
		this.#go = go;
	}

	/** Lists the problems in place of earlier ones; without any the list is hidden. */
	show(items: readonly Diagnostic[]): void {
		const list = document.createElement('ol');
		list.setAttribute('aria-label', this.#t('problems'));
		list.append(...items.map((item) => this.#item(item)));
		this.#element.replaceChildren(list);
		this.#element.hidden = items.length === 0;
	}

	#item(item: Diagnostic): HTMLElement {
		const button = document.createElement('button');
		button.type = 'button';
		if (item.line > 0) {
			const file = item.file === mainFile ? '' : `${item.file}:`;
			const at = codeElement(`${file}${item.line}${item.column > 0 ? `:${item.column}` : ''}`);
			at.className = 'at';
			at.title = this.#t('problemAt', { line: item.line, column: item.column });
			button.append(at);
		}
		// What the compiler writes is output; about races the tour has sentences of its own.
		button.append(' ', ...(item.severity === 'race' ? sentence(item.message) : [codeElement(item.message)]));
		button.addEventListener('click', () => {
			this.#go(item);
		});
		const element = document.createElement('li');
		element.append(button);
		return element;
	}
}
