import { sentence } from '../../ts/page/code';

/** A lasting sentence above the bar, with a button for an action. */
export class Notice {
	readonly #element: HTMLElement;

	constructor(element: HTMLElement) {
		this.#element = element;
	}

	/** Shows the sentence instead of the one before. The button hides it and runs the action. */
	show(text: string, label = '', action?: () => void): void {
		const words = document.createElement('span');
		words.append(...sentence(text));
		this.#element.replaceChildren(words);
		if (action) {
			const button = document.createElement('button');
			button.type = 'button';
			button.className = 'quiet';
			button.textContent = label;
			button.addEventListener('click', () => {
				this.hide();
				action();
			});
			this.#element.append(button);
		}
		this.#element.hidden = false;
	}

	/** Hides it. */
	hide(): void {
		this.#element.hidden = true;
		this.#element.replaceChildren();
	}
}
