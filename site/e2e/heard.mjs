// What a screen reader is given by itself: what is added to live regions, in order.

/** Notes, from now on and in every page, what live regions get. */
export async function listen(page) {
	await page.addInitScript(note);
}

/** Returns the texts that live regions have got, in order. */
export function heard(page) {
	return page.evaluate(() => window.heard);
}

/** Runs in the page. */
function note() {
	window.heard = [];
	const live = '[role="status"]:not([aria-live="off"]), [role="alert"], [aria-live="polite"], [aria-live="assertive"], [role="log"]:not([aria-live="off"])';
	new MutationObserver((changes) => {
		for (const { target, addedNodes } of changes) {
			const element = target instanceof Element ? target : target.parentElement;
			if (element?.closest(live) && !element.closest('[aria-hidden="true"]')) {
				const added = target.nodeType === Node.TEXT_NODE ? [target] : [...addedNodes];
				const text = added.map(({ textContent }) => textContent).join('');
				if (text.trim() !== '') {
					window.heard.push(text);
				}
			}
		}
	}).observe(document, { childList: true, characterData: true, subtree: true });
}
