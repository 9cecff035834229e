import type { Page } from '../../ts/page/page';

/** Brings a page of a class to life. */
export async function open(root: HTMLElement, page: Page): Promise<void> {
	switch (root.dataset['room']) {
		case 'join':
			(await import('./join')).join(root, page);
			break;
		case 'teach':
			await (await import('./teach')).teach(root, page);
			break;
		case 'class':
			(await import('./board')).board(root, page);
			break;
		case 'projector':
			(await import('./wall')).wall(root, page);
	}
}
