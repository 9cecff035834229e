import type { Carriers } from './carriers';
import type { Config } from './config';
import type { Pythons } from './pythons';
import type { Prefs } from './prefs';
import type { Store } from './store';
import type { Texts } from './texts';
import type { Toolchains } from './toolchains';

/** What the snippets of a page share. */
export interface Tour {
	config: Config;
	/** With which the page may add styles. */
	nonce: string;
	t: Texts;
	store: Store;
	prefs: Prefs;
	carriers: Carriers;
	toolchain: Toolchains;
	python: Pythons;
}
