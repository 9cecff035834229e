import type { Page } from '../../ts/page/page';
import { Lazy } from '../../ts/page/lazy';
import { makeVerbatim, part } from '../../ts/page/elements';
import { texts } from './texts';

/** Makes the search's button work, and the key "/". The code for more is loaded on demand. */
export function search(document: Document, { config }: Page): void {
	const button = document.querySelector<HTMLButtonElement>('.search-open');
	const dialog = document.querySelector<HTMLDialogElement>('dialog.search');
	if (!button || !dialog) {
		return;
	}
	makeVerbatim(part(dialog, 'input'));
	const panel = new Lazy(async () => new (await import('./panel')).Panel(dialog, config));
	const open = (): void => {
		// What is typed while the code loads goes into the field.
		dialog.showModal();
		panel.get().then(
			(panel) => panel.opened(),
			() => (part(dialog, '.search-said').textContent = texts(config.lang)('searchFailed')),
		);
	};
	button.disabled = false;
	button.addEventListener('click', open);
	part(dialog, '[data-do="close"]').addEventListener('click', () => dialog.close());
	dialog.addEventListener('click', (event) => {
		if (event.target === dialog) {
			dialog.close(); // a click beside it
		}
	});
	document.addEventListener('keydown', (event) => {
		const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
		if (event.key === '/' && plain && !dialog.open && !takesText(event.target)) {
			event.preventDefault();
			open();
		}
	});
}

/** Reports whether what is typed there is text. */
function takesText(target: EventTarget | null): boolean {
	return (
		target instanceof HTMLElement &&
		(target.isContentEditable || target.matches('input:not([type="radio"], [type="checkbox"]), textarea, select'))
	);
}
