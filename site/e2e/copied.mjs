/** Runs in the page: notes what is copied in place of the clipboard, which tests that run side by side share. */
export function noteCopied() {
	const write = (text) => {
		window.copied = text;
		return Promise.resolve();
	};
	Object.defineProperty(navigator, 'clipboard', { value: { writeText: write }, configurable: true });
}
