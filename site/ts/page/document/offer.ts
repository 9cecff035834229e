import type { Texts, Key } from '../texts';

/**
 * Shows at the edge of the page, once, that there is another version, and offers to load it. For readers with a
 * keyboard the offer follows the snippet that has the focus, if one has.
 */
export function offerReload(page: Document, t: Texts<Key>, reload: () => void): void {
	if (page.querySelector('.renewal')) {
		return;
	}
	const notice = page.createElement('div');
	notice.className = 'renewal';
	const text = page.createElement('span');
	text.setAttribute('role', 'status');
	notice.append(
		text,
		button(page, t('releaseReload'), reload),
		button(page, t('releaseLater'), () => notice.remove()),
	);
	const near = page.activeElement?.closest('tour-snippet');
	if (near) {
		near.after(notice);
	} else {
		page.body.append(notice);
	}
	text.textContent = t('releaseNew'); // after the element is in the page, so that it is read out
}

function button(page: Document, text: string, action: () => void): HTMLButtonElement {
	const button = page.createElement('button');
	button.type = 'button';
	button.className = 'quiet';
	button.textContent = text;
	button.addEventListener('click', action);
	return button;
}
