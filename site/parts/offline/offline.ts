import type { Whole } from '../../ts/contract/offline';
import { part, wire } from '../../ts/page/elements';
import { Lazy } from '../../ts/page/lazy';
import type { Page } from '../../ts/page/page';
import { texts } from './texts';

/** How long, in milliseconds, a page is read before it is worth keeping. */
const patience = 3000;

/**
 * Has the service worker keep what the reader may want without a network, and
 * brings the home page's offline buttons to life. What is more than that is
 * loaded when it is wanted. Where the browser keeps nothing, nothing happens.
 */
export function offline(page: Page): void {
	const { config, store } = page;
	if (config.release === '') {
		return;
	}
	const workers = serviceWorkers();
	const root = document.querySelector<HTMLElement>('.offline');
	if (root) {
		buttons(root, page, workers);
	}
	if (!workers || store.get('offline') === 'no') {
		return;
	}
	workers.addEventListener('message', ({ data }: MessageEvent<Whole>) => {
		if (data.release !== config.release) {
			void import('./renewal').then(({ offerReload }) => offerReload(document, texts(config.lang)));
		}
	});
	const visit = (): void => {
		if (store.get('offline') !== 'no') {
			import('./visit')
				.then((loaded) => loaded.visit(workers, config))
				.catch(() => {
					// Reading online goes on as before.
				});
		}
	};
	whenRead(() => {
		visit();
		if (!root && store.get('offline') === 'yes') {
			import('./visit').then((loaded) => loaded.renewDownloads(config)).catch(() => {});
		}
	});
	workers.addEventListener('controllerchange', visit);
}

/** Returns what the browser registers service workers with, or null where it does not let the page ask. */
function serviceWorkers(): ServiceWorkerContainer | null {
	try {
		// Neither is there at an address without https.
		const { serviceWorker } = navigator as Partial<Navigator>;
		return serviceWorker && 'caches' in window ? serviceWorker : null;
	} catch {
		return null;
	}
}

function buttons(root: HTMLElement, page: Page, workers: ServiceWorkerContainer | null): void {
	const panel = new Lazy(async () => new (await import('./panel')).Panel(root, page, workers));
	wire(root, 'keep', () =>
		panel
			.get()
			.then((panel) => panel.keep())
			.catch(() => {
				part(root, '[role="status"]').textContent = texts(page.config.lang)('offlineBroken');
			}),
	);
	if (page.store.get('offline') === 'yes') {
		whenRead(() => {
			panel
				.get()
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
