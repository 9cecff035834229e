/** Reloads the page when the author's server says that something changed. */
export function reloadOnChange(base: string): void {
	const events = new EventSource(`${base}dev/reload`);
	events.addEventListener('reload', () => {
		location.reload();
	});
}
