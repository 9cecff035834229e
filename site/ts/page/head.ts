// Runs in the head, before the first paint, so that the colours are right and the room for elements of scripts is
// reserved from the start. It has no imports: it is a classic script, which blocks.
{
	const root = document.documentElement;
	root.dataset['scripted'] = '';
	// The page's script may be missing, or its host may send it as something else: then the page is one to be read.
	addEventListener(
		'error',
		({ target }) => {
			if (target instanceof HTMLScriptElement && target.id === 'tour-main') {
				delete root.dataset['scripted'];
			}
		},
		true, // such an event does not bubble
	);
	try {
		const theme = localStorage.getItem('tour:theme');
		if (theme === 'light' || theme === 'dark') {
			root.dataset['theme'] = theme;
		}
	} catch {
		// Without storage the theme is the system's.
	}
	// A page out of a cache may be of a release whose script the host has no longer: then the page says so.
	const failed = ({ target }: Event): void => {
		if (target instanceof HTMLScriptElement) {
			root.dataset['unscripted'] = '';
		}
	};
	addEventListener('error', failed, true);
}
