/** What those who take over a part of a page do with what its template wrote there. */

/** Returns the part of an element that a selector finds; every template has those that are asked for. */
export function part(root: Element, selector: string): HTMLElement {
	const found = root.querySelector<HTMLElement>(selector);
	if (!found) {
		throw new Error(`the page has no ${selector} in ${root.id || root.className}`);
	}
	return found;
}

/** Has the button of that data-do do something. */
export function wire(root: Element, name: string, action: () => unknown): void {
	const button = part(root, `[data-do="${name}"]`) as HTMLButtonElement;
	button.disabled = false;
	button.addEventListener('click', (event) => {
		// The second click of a double click is not meant to do it all over again.
		if (event.detail < 2) {
			void action();
		}
	});
}

/** The most lines for which room is made ahead. */
const mostLines = 24;

/** Gives an output the room that it will want, so that nothing moves while it appears. */
export function makeRoom(log: HTMLElement, expected: string): void {
	const lines = expected.split('\n').length - 1;
	log.style.minHeight = `calc(${Math.min(lines, mostLines)} * var(--code-line) + 0.5rem)`;
}

/** Brings an output into sight, and the bar by which it was asked for. */
export function bringIntoSight(output: HTMLElement, bar: HTMLElement): void {
	const { top, bottom } = output.getBoundingClientRect();
	if (top < 0 || bottom > window.innerHeight) {
		bar.scrollIntoView({ block: bottom - top > window.innerHeight / 2 ? 'start' : 'center' });
	}
}
