/** Functions for the elements that templates have rendered. */

/** Returns the element for a selector, which must exist in root. */
export function part(root: Element, selector: string): HTMLElement {
	const found = root.querySelector<HTMLElement>(selector);
	if (!found) {
		throw new Error(`the page has no ${selector} in ${root.id || root.className}`);
	}
	return found;
}

/** Sets the action of the button with that data-do. */
export function wire(root: Element, name: string, action: () => unknown): void {
	const button = part(root, `[data-do="${name}"]`) as HTMLButtonElement;
	button.disabled = false;
	button.addEventListener('click', (event) => {
		// The second click of a double click does not repeat the action.
		if (event.detail < 2) {
			void action();
		}
	});
}

/**
 * The attributes of fields for what is not prose: neither browsers, nor keyboards, nor writing assistants correct it,
 * complete it or translate it. Grammarly and LanguageTool have attributes of their own.
 */
export const verbatim: Readonly<Record<string, string>> = {
	autocapitalize: 'off',
	autocomplete: 'off',
	autocorrect: 'off',
	'data-enable-grammarly': 'false',
	'data-gramm': 'false',
	'data-gramm_editor': 'false',
	'data-lt-active': 'false',
	spellcheck: 'false',
	translate: 'no',
	writingsuggestions: 'false',
};

/** Makes a field one for what is not prose. */
export function makeVerbatim(field: Element): void {
	for (const [name, value] of Object.entries(verbatim)) {
		field.setAttribute(name, value);
	}
}

/** The most lines to reserve height for. */
const mostLines = 24;

/** Reserves the height of the expected output, so that nothing moves while it appears. */
export function makeRoom(log: HTMLElement, expected: string): void {
	const lines = expected.split('\n').length - 1;
	log.style.minHeight = `calc(${Math.min(lines, mostLines)} * var(--code-line) + 0.5rem)`;
}

/** The room between what is scrolled into sight and the edge of the window, in pixels. */
const margin = 12;

/**
 * Scrolls as little as it takes to make an element visible, with the one before it where there is room for both. Of an
 * element that is higher than the window, the beginning becomes visible.
 */
export function bringIntoSight(element: Element, before: Element): void {
	const { top, bottom } = element.getBoundingClientRect();
	// A bar at the foot of the page covers what lies there.
	const height = window.innerHeight - (document.querySelector('.class-bar')?.clientHeight ?? 0);
	if (top >= 0 && bottom <= height) {
		return;
	}
	const room = height - 2 * margin;
	const start = before.getBoundingClientRect().top;
	const up = (bottom - start <= room ? start : top) - margin;
	const down = bottom + margin - height;
	window.scrollBy({ top: top < 0 ? up : Math.min(up, down) }); // smoothly, unless the reader wants less motion
}
