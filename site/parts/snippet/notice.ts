/** A sentence above the bar that stays, with a button for what can be done about it. */
export class Notice {
	readonly #element: HTMLElement;

	constructor(element: HTMLElement) {
		this.#element = element;
	}

	/** Shows the sentence instead of the one before. The action hides it. */
	show(text: string, label = '', action?: () => void): void {
		const sentence = document.createElement('span');
		sentence.textContent = text;
		this.#element.replaceChildren(sentence);
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
