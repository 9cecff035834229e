import type { Config } from './config';
import type { Python } from './run/python';
import type { Store } from './store';

/** Returns the page's Python, whose code is loaded when it is first asked for; Python itself only once it runs something. */
export type Pythons = () => Promise<Python>;

export function pythons(config: Config, store: Store): Pythons {
	let loaded: Promise<Python> | undefined;
	return () => {
		loaded ??= import('./run/python').then(({ python }) => python(config, store));
		loaded.catch(() => (loaded = undefined)); // the next one who asks tries again
		return loaded;
	};
}
