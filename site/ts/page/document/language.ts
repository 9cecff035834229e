/** Keeps the reader's place when the language changes: adds the fragment to the link. */
export function languageLink(link: HTMLAnchorElement): void {
	link.addEventListener('click', () => {
		link.hash = otherFragment(location.hash, headings());
	});
	const id = sameHeading(location.hash, headings());
	if (id !== null) {
		history.replaceState(history.state, '', `#${id}`);
		document.getElementById(id)?.scrollIntoView();
	}
}

/**
 * Returns the fragment for the page in the other language. Headings correspond, but their ids depend on the language:
 * the fragment has the heading's number, as "#:3".
 */
export function otherFragment(hash: string, headings: string[]): string {
	const index = headings.indexOf(decode(hash.slice(1)));
	return index < 0 ? hash : `#:${index + 1}`;
}

/** Returns the id of the heading with the number of a fragment from the other language, or null. */
export function sameHeading(hash: string, headings: string[]): string | null {
	const match = /^#:(\d+)$/.exec(hash);
	return match ? (headings[Number(match[1]) - 1] ?? null) : null;
}

function headings(): string[] {
	return Array.from(document.querySelectorAll('article :is(h2, h3)[id]'), (heading) => heading.id);
}

function decode(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
