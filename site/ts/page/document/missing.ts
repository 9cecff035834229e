/**
 * On the page for an address that does not exist: shows that a page of the tour led here. It is of an earlier release
 * then, since pages have links to those of their own release alone.
 */
export function missingPage(page: Document, base: string): void {
	const moved = page.querySelector<HTMLElement>('.moved');
	if (moved && page.referrer.startsWith(page.location.origin + base)) {
		moved.hidden = false;
	}
}
