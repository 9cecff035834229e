import type { Texts } from './texts';

/** Shows at the edge of the page, once, that there is a new version, and offers to load it. */
export function offerReload(page: Document, t: Texts): void {
	if (page.querySelector('.renewal')) {
		return;
	}
	const notice = page.createElement('div');
	notice.className = 'renewal';
	const text = page.createElement('span');
	text.setAttribute('role', 'status');
	const reload = page.createElement('button');
	reload.type = 'button';
	reload.className = 'quiet';
	reload.textContent = t('releaseReload');
	reload.addEventListener('click', () => location.reload());
	const later = page.createElement('button');
	later.type = 'button';
	later.className = 'quiet';
	later.textContent = t('releaseLater');
	later.addEventListener('click', () => notice.remove());
	notice.append(text, reload, later);
	page.body.append(notice);
	text.textContent = t('releaseNew'); // after the element is in the page, so that it is read out
}
