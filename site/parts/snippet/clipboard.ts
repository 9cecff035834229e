import { makeVerbatim } from '../../ts/page/elements';

/** Copies the text to the clipboard, and reports whether that worked. */
export async function copy(text: string): Promise<boolean> {
	try {
		await navigator.clipboard.writeText(text);
		return true;
	} catch {
		return copyBySelection(text);
	}
}

/** Copies by document.execCommand, for pages without https, as in a classroom's own network. */
function copyBySelection(text: string): boolean {
	const area = document.createElement('textarea');
	area.value = text;
	area.readOnly = true;
	makeVerbatim(area);
	area.style.position = 'fixed';
	area.style.opacity = '0';
	area.style.fontSize = '16px'; // or a phone enlarges the page
	const focused = document.activeElement;
	document.body.append(area);
	area.select();
	try {
		// eslint-disable-next-line @typescript-eslint/no-deprecated -- there is no other without https
		return document.execCommand('copy');
	} catch {
		return false;
	} finally {
		area.remove();
		if (focused instanceof HTMLElement) {
			focused.focus({ preventScroll: true });
		}
	}
}
