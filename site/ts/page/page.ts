import type { Carrier } from '../contract/run';
import { Carried } from './carried';
import { type Config, readConfig, readNonce } from './config';
import { offerReload } from './document/offer';
import { Lazy } from './lazy';
import { Prefs, type Where } from './prefs';
import { browserMeans, Renewal } from './renewal';
import type { Python } from './run/python';
import type { Toolchain } from './run/toolchain';
import { browserStorage, Store, watchOthers } from './store';
import { texts } from './texts';

/** The objects that all parts of a page share. */
export interface Page {
	readonly config: Config;
	/** The nonce with which the page may add styles. */
	readonly nonce: string;
	readonly store: Store;
	readonly prefs: Prefs;
	/** Settled once the addresses of programs are known: from the start, unless they are still being packed. */
	readonly programs: Promise<unknown>;
	/** Explains what did not load. */
	readonly renewal: Renewal;
	/** The carrier for each place, shared by all runs. */
	readonly carriers: Readonly<Record<Where, Lazy<Carrier>>>;
	/** The object for Go's toolchain, which loads the toolchain only when it is opened. */
	readonly toolchain: Lazy<Toolchain>;
	/** The object for Python, which loads Python only with the first run. */
	readonly python: Lazy<Python>;
}

/** Returns the Page of a document. It throws if the document is not a page of the tour. */
export function pageOf(document: Document): Page {
	const config = readConfig(document);
	const store = new Store(browserStorage(), new Carried(history));
	watchOthers(store, window);
	const programs = config.coming
		? import('./coming').then(({ coming }) => coming(config, document))
		: Promise.resolve();
	const means = browserMeans(config.base, (reload) => {
		offerReload(document, texts(config.lang), () => {
			store.leave();
			void reload();
		});
	});
	const renewal = new Renewal(config, means);
	const toolchain = new Lazy(async () => {
		await programs;
		const loaded = (await import('./run/toolchain')).toolchain(config, store, document);
		loaded.addEventListener('change', () => void warm(), { once: true }); // it is opened
		loaded.addEventListener('missed', () => void renewal.missed());
		return loaded;
	});
	/**
	 * Loads the code that runs programs together with the toolchain: the server may be gone by the time of the run.
	 */
	const warm = async (): Promise<void> => {
		const carrier = await page.carriers.browser.get().catch(() => undefined); // a run fails with the same error
		carrier?.warm?.();
	};
	const tracing = new Lazy(async () => {
		await programs;
		return (await import('./run/tracing')).tracing(config);
	});
	const page: Page = {
		config,
		nonce: readNonce(document),
		store,
		prefs: new Prefs(store, config.server),
		programs,
		renewal,
		carriers: {
			server: new Lazy(async () => {
				await programs;
				return (await import('./run/server')).server(config);
			}),
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
