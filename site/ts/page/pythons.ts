import type { Config } from './config';
import type { Python } from './run/python';
import type { Store } from './store';
import type { Tracings } from './tracings';

/** Returns the page's Python, whose code is loaded when it is first asked for; Python itself only once it runs something. */
export type Pythons = () => Promise<Python>;

export function pythons(config: Config, store: Store, tracing: Tracings): Pythons {
	let loaded: Promise<Python> | undefined;
	return () => {
		loaded ??= Promise.all([import('./run/python'), tracing()]).then(([{ python }, traces]) => python(config, store, traces));
		loaded.catch(() => (loaded = undefined)); // the next one who asks tries again
		return loaded;
	};
}
