import type { Store } from '../store';
import type { Key, Texts } from '../texts';

const themes = ['auto', 'light', 'dark'] as const;
type Theme = (typeof themes)[number];

const names: Record<Theme, Key> = { auto: 'themeAuto', light: 'themeLight', dark: 'themeDark' };

/** Makes the button change the theme: the system's, light, dark, and again. */
export function themeButton(button: HTMLButtonElement, store: Store, t: Texts<Key>): void {
	const root = document.documentElement;
	const show = (theme: Theme): void => {
		if (theme === 'auto') {
			delete root.dataset['theme'];
		} else {
			root.dataset['theme'] = theme;
		}
		button.title = t(names[theme]);
		button.setAttribute('aria-label', button.title);
		paintFrame(theme);
	};
	const current = (): Theme => themes.find((theme) => theme === root.dataset['theme']) ?? 'auto';
	show(current());
	button.disabled = false;
	button.addEventListener('click', () => {
		const next = themes[(themes.indexOf(current()) + 1) % themes.length] ?? 'auto';
		if (next === 'auto') {
			store.remove('theme');
		} else {
			store.set('theme', next);
		}
		show(next);
	});
}

/** Sets the colour of the browser's frame: by a meta element for each theme, of which the other never matches. */
function paintFrame(theme: Theme): void {
	for (const scheme of ['light', 'dark'] as const) {
		const meta = document.querySelector<HTMLMetaElement>(`meta[name="theme-color"][data-scheme="${scheme}"]`);
		if (meta) {
			meta.media =
				theme === 'auto' ? `(prefers-color-scheme: ${scheme})` : theme === scheme ? 'all' : 'not all';
		}
	}
}
