// Runs in the head, before the first paint, so that nothing shows in the wrong
// colours and what scripts add has its room from the start. It imports nothing:
// a page loads it as a classic script, which blocks.
{
	const root = document.documentElement;
	root.dataset['scripted'] = '';
	try {
		const theme = localStorage.getItem('tour:theme');
		if (theme === 'light' || theme === 'dark') {
			root.dataset['theme'] = theme;
		}
	} catch {
		// Without storage the system's theme holds.
	}
}
