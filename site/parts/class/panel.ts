import { make } from './elements';

/**
 * What a button of the bar opens above it, and nothing else does: it would lie over what somebody reads. The browser
 * closes it by Escape or by a click beside it, and then returns the focus.
 */
export class Panel {
	readonly element: HTMLElement;
	readonly #heading = make('h2', '');

	/** `shown` is called when it is opened or closed, by whomever. */
	constructor(className: string, opener: HTMLButtonElement, shown: (open: boolean) => void = () => {}) {
		this.element = make('div', `class-panel ${className}`.trim(), this.#heading);
		this.element.popover = 'auto';
		this.element.role = 'dialog';
		this.#heading.tabIndex = -1;
		this.#heading.id = `class-panel-${className.replace(' ', '-')}`;
		this.element.setAttribute('aria-labelledby', this.#heading.id);
		opener.ariaHasPopup = 'dialog';
		opener.ariaExpanded = 'false';
		opener.popoverTargetElement = this.element;
		this.element.addEventListener('beforetoggle', (event) => {
			const open = event.newState === 'open';
			opener.ariaExpanded = String(open);
			shown(open);
		});
		this.element.addEventListener('toggle', (event) => {
			if (event.newState === 'open') {
				this.#heading.focus();
			}
		});
	}

	get open(): boolean {
		return this.element.matches(':popover-open');
	}

	/** Shows content below a heading. */
	show(heading: string, ...content: (string | Node)[]): void {
		this.#heading.textContent = heading;
		this.element.replaceChildren(this.#heading, ...content);
	}

	close(): void {
		if (this.open) {
			this.element.hidePopover();
		}
	}
}
