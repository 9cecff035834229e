import type { Page } from '../../ts/page/page';
import type { Progress } from '../progress/progress';

/** Makes the home page's panel work. The code for it is loaded there alone. */
export function keep(document: Document, { config, renewal }: Page, progress: Progress): void {
	const panel = document.querySelector<HTMLElement>('.keep');
	if (panel) {
		Promise.all([import('./panel'), progress.record.get()]).then(
			([{ Panel }, record]) => new Panel(panel, record, config.lang),
			() => void renewal.missed(),
		);
	}
}
