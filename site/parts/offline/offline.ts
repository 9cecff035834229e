import type { Config } from '../../ts/page/config';
import { part, wire } from '../../ts/page/elements';
import type { Store } from '../../ts/page/store';
import type { Texts } from '../../ts/page/texts';
import type { Panel } from './panel';
import type { Whole } from '../../ts/contract/offline';

/** How long, in milliseconds, a page is read before it is worth keeping. */
const patience = 3000;

/**
 * Has the service worker keep what the reader may want without a network, and
 * brings the home page's offline buttons to life. What is more than that is
 * loaded when it is wanted. Where the browser keeps nothing, nothing happens.
 */
export function offline(page: Document, config: Config, store: Store, t: Texts): void {
	if (config.release === '') {
		return;
	}
	const root = page.querySelector<HTMLElement>('.offline');
	if (root) {
		buttons(root, config, store, t);
	}
	const workers = serviceWorkers();
	if (!workers || store.get('offline') === 'no') {
		return;
	}
	workers.addEventListener('message', ({ data }: MessageEvent<Whole>) => {
		if (data.release !== config.release) {
			void import('./renewal').then(({ offerReload }) => offerReload(page, t));
		}
	});
	const visit = (): void => {
		if (store.get('offline') !== 'no') {
			import('./visit').then((loaded) => loaded.visit(workers, config)).catch(() => {
				// Reading online goes on as before.
			});
		}
	};
	whenRead(() => {
		visit();
		if (!root && store.get('offline') === 'yes') {
			import('./visit').then((loaded) => loaded.renewPacks(config)).catch(() => {});
		}
	});
	workers.addEventListener('controllerchange', visit);
}

/** Returns what the browser registers service workers with, or null where it does not let the page ask. */
export function serviceWorkers(): ServiceWorkerContainer | null {
	try {
		// Neither is there at an address without https.
		const { serviceWorker } = navigator as Partial<Navigator>;
		return serviceWorker && 'caches' in window ? serviceWorker : null;
	} catch {
		return null;
	}
}

function buttons(root: HTMLElement, config: Config, store: Store, t: Texts): void {
	let panel: Promise<Panel> | undefined;
	const open = (): Promise<Panel> => {
		panel ??= import('./panel').then(({ Panel }) => new Panel(root, config, store, t));
		panel.catch(() => (panel = undefined));
		return panel;
	};
	wire(root, 'keep', () =>
		open()
			.then((panel) => panel.keep())
			.catch(() => {
				part(root, '[role="status"]').textContent = t('offlineBroken');
			}),
	);
	if (store.get('offline') === 'yes') {
		whenRead(() => {
			open()
				.then((panel) => panel.resume())
				.catch(() => {});
		});
	}
}

/** Calls back once the page is there and has been read for a while. */
function whenRead(callback: () => void): void {
	const wait = (): void => void setTimeout(callback, patience);
	if (document.readyState === 'complete') {
		wait();
	} else {
		window.addEventListener('load', wait, { once: true });
	}
}
