import { whenNear } from '../../ts/page/near';
import type { Snippet } from '../snippet/snippet';

/** Brings the checks of a snippet to life, if it is an exercise. Their code is loaded when the reader comes near. */
export function exercise(snippet: Snippet): void {
	const root = snippet.root.querySelector<HTMLElement>('.checks');
	if (root) {
		whenNear(root, () => void load(root, snippet));
	}
}

async function load(root: HTMLElement, snippet: Snippet): Promise<void> {
	try {
		const { Desk } = await import('./desk');
		snippet.session.observe(new Desk(root, snippet));
	} catch (error) {
		console.error(error);
		void snippet.page.renewal.missed();
	}
}
