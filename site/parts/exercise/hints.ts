/** The hints of an exercise. One is offered once the one before it has been unfolded. */
export class Hints {
	readonly #hints: readonly HTMLDetailsElement[];

	/** `unfolded` is called when the reader unfolds one, with whether it is the last. */
	constructor(root: HTMLElement, unfolded: (last: boolean) => void) {
		this.#hints = [...root.querySelectorAll<HTMLDetailsElement>('details.hint')];
		for (const [index, hint] of this.#hints.entries()) {
			hint.hidden = index > 0;
			const next = this.#hints[index + 1];
			const toggled = (): void => {
				if (hint.open) {
					hint.removeEventListener('toggle', toggled);
					if (next) {
						next.hidden = false;
					}
					unfolded(next === undefined);
				}
			};
			hint.addEventListener('toggle', toggled);
		}
	}
}
