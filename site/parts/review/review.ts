import type { Page } from '../../ts/page/page';
import type { FieldIn } from '../predict/field';
import type { Progress } from '../progress/progress';

/** Asks again, on the page for that. The code for it is loaded there alone; fieldIn is of the predictions. */
export function review(document: Document, page: Page, progress: Progress, fieldIn: FieldIn): void {
	const root = document.querySelector<HTMLElement>('.review');
	if (root) {
		Promise.all([import('./session'), progress.record.get()]).then(
			([{ Session }, record]) => new Session(root, page, record, fieldIn).begin(),
			() => void page.renewal.missed(),
		);
	}
}
