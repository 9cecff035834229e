import type { Config } from '../../ts/page/config';
import type { ToServiceWorker } from '../../ts/contract/offline';
import { downloadsOf, exclusively } from './download';

/** What browsers that know it say of the connection. */
interface Connection {
	saveData?: boolean;
	effectiveType?: string;
}

/** Tells the service worker, which is registered where there is none yet, that the page has been read. */
export async function visit(workers: ServiceWorkerContainer, config: Config): Promise<void> {
	const worker = await register(workers, config);
	const { lang, base, release } = config;
	const message: ToServiceWorker = {
		kind: 'visit',
		release,
		lang,
		path: location.pathname.slice(base.length),
		programs: Object.values(config.wasm).map((url) => url.slice(base.length)),
		good: isGood(navigator),
	};
	worker.postMessage(message);
}

/**
 * For a reader who has the tour offline: gets the toolchain and Python of a new release, where the
 * connection is good.
 */
export async function renewDownloads(config: Config): Promise<void> {
	const { signal } = new AbortController();
	for (const download of downloadsOf(config)) {
		if (isGood(navigator) && !(await download.whole())) {
			await exclusively(signal, () => download.keep(signal, () => {}));
		}
	}
}

/** Registers the service worker, and returns it once it is at work. */
export async function register(workers: ServiceWorkerContainer, { base }: Config): Promise<ServiceWorker> {
	const registration = await workers.register(`${base}sw.js`, { scope: base, updateViaCache: 'none' });
	if (registration.active) {
		return registration.active;
	}
	return new Promise((resolve, reject) => {
		const worker = registration.installing ?? registration.waiting;
		const look = (): void => {
			if (worker?.state === 'activated' || registration.active) {
				resolve(registration.active ?? worker!);
			} else if (!worker || worker.state === 'redundant') {
				reject(new Error('the service worker could not be installed'));
			}
		};
		worker?.addEventListener('statechange', look);
		look();
	});
}

/** Whether the reader's connection is one on which much may be fetched unasked. */
export function isGood(navigator: Navigator & { connection?: Connection }): boolean {
	const { saveData = false, effectiveType = '4g' } = navigator.connection ?? {};
	return !saveData && !['slow-2g', '2g', '3g'].includes(effectiveType);
}
