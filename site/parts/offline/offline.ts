import type { Whole } from '../../ts/contract/offline';
import { keptCache } from '../../ts/load/description';
import { part, wire } from '../../ts/page/elements';
import { Lazy } from '../../ts/page/lazy';
import type { Page } from '../../ts/page/page';
import { texts } from './texts';

/** The milliseconds that a page must be open before it is kept. */
const patience = 3000;

/**
 * Starts the service worker, which keeps pages for use without a network, and makes the home page's offline buttons
 * work. The code for more is loaded on demand. In a browser without service workers it does nothing.
 */
export function offline(page: Page): void {
	const { config, renewal, store } = page;
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
			renewal.whole();
		}
	});
	const visit = (): void => {
		import('./visit')
			.then(async (loaded) => {
				if (store.get('offline') !== 'no') {
					await loaded.visit(workers, config);
				}
			})
			.catch(() => renewal.missed()); // without a network, nothing changes
	};
	whenRead(() => {
		visit();
		if (!root && store.get('offline') === 'yes') {
			import('./visit')
				.then((loaded) => loaded.renewDownloads(config, store))
				.catch(() => renewal.missed());
		}
	});
	workers.addEventListener('controllerchange', visit);
}

/** Returns navigator.serviceWorker, or null if the browser denies it to the page. */
function serviceWorkers(): ServiceWorkerContainer | null {
	try {
		// It is undefined without https.
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
			.catch(async () => {
				const sentence = await page.renewal.explain(texts(page.config.lang)('offlineBroken'));
				part(root, '[role="status"]').textContent = sentence;
			}),
	);
	const look = (thorough: boolean): void => {
		panel
			.get()
			.then((panel) => panel.look(thorough))
			.catch(() => page.renewal.missed());
	};
	whenRead(async () => {
		if (page.store.get('offline') === 'yes' || (await hasKept())) {
			look(true);
		}
	});
	page.store.addEventListener('change', () => {
		if (panel.value && document.visibilityState === 'visible') {
			look(false); // another page may have removed what is kept
		}
	});
}

/** Whether something is kept beside the pages, whatever the page remembers of that. */
async function hasKept(): Promise<boolean> {
	try {
		return await caches.has(keptCache);
	} catch {
		return false;
	}
}

/** Calls back once the page is loaded and has been open for a while. */
function whenRead(callback: () => unknown): void {
	const wait = (): void => void setTimeout(callback, patience);
	if (document.readyState === 'complete') {
		wait();
	} else {
		window.addEventListener('load', wait, { once: true });
	}
}
