import type { Config } from '../../ts/page/config';
import type { Store } from '../../ts/page/store';
import type { ToServiceWorker } from '../../ts/contract/offline';
import { downloadsOf, exclusively } from './download';

/** The Network Information API, which not all browsers have. */
interface Connection {
	saveData?: boolean;
	effectiveType?: string;
}

/** Posts a visit of the page to the service worker, which is registered if there is none yet. */
export async function visit(workers: ServiceWorkerContainer, config: Config): Promise<void> {
	const worker = await register(workers, config);
	const { lang, base, release, wasm, exercises } = config;
	const message: ToServiceWorker = {
		kind: 'visit',
		release,
		lang,
		path: location.pathname.slice(base.length),
		programs: [...Object.values(wasm), ...Object.values(exercises)].map((url) => url.slice(base.length)),
		good: isGood(navigator),
	};
	worker.postMessage(message);
}

/**
 * For a reader who has the tour offline: fetches what is missing of the toolchain and Python, as of a new release, if
 * the connection is good, and until the reader, in another page, has all of it removed.
 */
export async function renewDownloads(config: Config, store: Store): Promise<void> {
	const abort = new AbortController();
	const { signal } = abort;
	store.addEventListener('change', () => store.get('offline') === 'no' && abort.abort(), { signal });
	for (const download of downloadsOf(config)) {
		if (isGood(navigator) && !(await download.whole())) {
			await exclusively(signal, () => download.keep(signal, () => {}));
		}
	}
}

/** Registers the service worker, and returns it once it is active. */
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

/** Whether the connection is good enough to fetch much without being asked. */
export function isGood(navigator: Navigator & { connection?: Connection }): boolean {
	const { saveData = false, effectiveType = '4g' } = navigator.connection ?? {};
	return !saveData && !['slow-2g', '2g', '3g'].includes(effectiveType);
}
