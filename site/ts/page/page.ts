import type { Carrier } from '../contract/run';
import { type Config, readConfig, readNonce } from './config';
import { Lazy } from './lazy';
import { Prefs, type Where } from './prefs';
import type { Python } from './run/python';
import type { Toolchain } from './run/toolchain';
import { browserStorage, Store, watchOthers } from './store';

/** What the parts of a page share. */
export interface Page {
	readonly config: Config;
	/** The nonce with which the page may add styles. */
	readonly nonce: string;
	readonly store: Store;
	readonly prefs: Prefs;
	/** What carries runs to each place. Each serves all runs. */
	readonly carriers: Readonly<Record<Where, Lazy<Carrier>>>;
	/** Go's toolchain, which is itself loaded only once it is opened. */
	readonly toolchain: Lazy<Toolchain>;
	/** Python, which is itself loaded only once it runs something. */
	readonly python: Lazy<Python>;
}

/** Returns what the parts of that page share. It throws where the page is not one of ours. */
export function pageOf(document: Document): Page {
	const config = readConfig(document);
	const store = new Store(browserStorage());
	watchOthers(store, window);
	const toolchain = new Lazy(async () => {
		const loaded = (await import('./run/toolchain')).toolchain(config, store, document);
		loaded.addEventListener('change', () => void warm(), { once: true }); // it is opened
		return loaded;
	});
	/** Loads what runs programs along with what builds them: the server may be gone by the time of the run. */
	const warm = async (): Promise<void> => {
		const carrier = await page.carriers.browser.get().catch(() => undefined); // a run will end by it
		carrier?.warm?.();
	};
	const tracing = new Lazy(async () => (await import('./run/tracing')).tracing(config));
	const page: Page = {
		config,
		nonce: readNonce(document),
		store,
		prefs: new Prefs(store, config.server),
		carriers: {
			server: new Lazy(async () => (await import('./run/server')).server(config)),
			browser: new Lazy(async () => {
				const [{ browser }, tools, traces] = await Promise.all([
					import('./run/browser'),
					toolchain.get(),
					tracing.get(),
				]);
				return browser(config, tools, traces);
			}),
		},
		toolchain,
		python: new Lazy(async () => {
			const [{ python }, traces] = await Promise.all([import('./run/python'), tracing.get()]);
			return python(config, store, traces);
		}),
	};
	return page;
}
