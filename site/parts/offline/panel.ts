import { part, wire } from '../../ts/page/elements';
import type { Page } from '../../ts/page/page';
import { megabytes } from '../../ts/page/texts';
import { type Progress, type ToServiceWorker, type Why, why } from '../../ts/contract/offline';
import { type Download, downloadsOf, exclusively } from './download';
import { type Key, texts, type Texts } from './texts';
import { isGood, register } from './visit';

/** What the reader is told when something could not be kept. */
const sentences: Record<Why, Key> = {
	full: 'offlineFull',
	denied: 'offlineDenied',
	broken: 'offlineBroken',
	halted: 'offlineHalted',
};

/** "Make available offline": what it fetches, how far it has come, and the way back. */
export class Panel {
	readonly #root: HTMLElement;
	readonly #page: Page;
	readonly #workers: ServiceWorkerContainer | null;
	readonly #t: Texts;
	readonly #downloads: Download[];
	/** Ends the fetching under way; null where there is none. */
	#abort: AbortController | null = null;

	/** Takes over the element, which holds what offline.html writes. */
	constructor(root: HTMLElement, page: Page, workers: ServiceWorkerContainer | null) {
		this.#root = root;
		this.#page = page;
		this.#workers = workers;
		this.#t = texts(page.config.lang);
		this.#downloads = downloadsOf(page.config);
		wire(root, 'halt', () => this.#abort?.abort());
		wire(root, 'forget', () => this.forget());
	}

	/** Fetches everything, or what is still missing of it. */
	async keep(): Promise<void> {
		if (this.#abort) {
			return;
		}
		this.#page.store.set('offline', 'yes');
		this.#abort = new AbortController();
		const { signal } = this.#abort;
		this.#say('');
		this.#show('halt');
		try {
			// The answer is the browser's own affair: what is not persistent is kept as long as there is room.
			void (navigator as Partial<Navigator>).storage?.persist().catch(() => false);
			await this.#fetch(signal);
			this.#show('forget');
			this.#say(this.#t('offlineReady'));
		} catch (error) {
			this.#show('keep', 'forget');
			this.#say(this.#t(sentences[error instanceof Failure ? error.why : why(error, signal)]));
		} finally {
			this.#abort = null;
		}
	}

	/** For a reader who has asked before: tells that all is here, or fetches what a new release has brought. */
	async resume(): Promise<void> {
		if ((await this.#missing()).length === 0) {
			await this.keep(); // what is there is not fetched again
		} else if (isGood(navigator)) {
			await this.keep();
		} else {
			this.#show('keep', 'forget');
		}
	}

	/** Removes everything, for good. */
	async forget(): Promise<void> {
		this.#page.store.set('offline', 'no');
		this.#abort?.abort();
		try {
			const registration = await this.#workers?.getRegistration(this.#page.config.base);
			if (registration?.active) {
				await forgotten(registration.active);
			}
			await registration?.unregister();
			for (const download of this.#downloads) {
				await download.forget();
			}
		} catch {
			// What cannot be reached cannot have been kept.
		}
		this.#show('keep');
		this.#say(this.#t('offlineForgotten'));
	}

	async #fetch(signal: AbortSignal): Promise<void> {
		const workers = this.#workers;
		if (!workers) {
			throw new Failure('denied');
		}
		let size = 0;
		let total = 0;
		const worker = await register(workers, this.#page.config).catch((error: unknown) => {
			throw new Failure(navigator.onLine ? why(error) : 'broken');
		});
		const missing = await this.#missing();
		for (const download of missing) {
			size += await download.size(signal);
		}
		const halt = (): void => worker.postMessage({ kind: 'halt' } satisfies ToServiceWorker);
		signal.addEventListener('abort', halt);
		const failed = await keep(worker, (done, of) => {
			total = of;
			this.#progress(done, total + size);
		});
		signal.removeEventListener('abort', halt);
		if (failed) {
			throw new Failure(signal.aborted ? 'halted' : failed);
		}
		const all = total + size;
		for (const download of missing) {
			const before = total;
			await exclusively(signal, () =>
				download.keep(signal, (done) => {
					total = before + done;
					this.#progress(total, all);
				}),
			);
		}
	}

	/** Returns those of the downloads that are not here whole. */
	async #missing(): Promise<Download[]> {
		const whole = await Promise.all(this.#downloads.map((download) => download.whole()));
		return this.#downloads.filter((_, index) => !whole[index]);
	}

	#progress(done: number, total: number): void {
		const bar = part(this.#root, 'progress') as HTMLProgressElement;
		bar.max = Math.max(total, 1);
		bar.value = done;
		part(this.#root, '.offline-progress span').textContent = megabytes(done, total, this.#page.config.lang);
		part(this.#root, '.offline-progress').hidden = false;
	}

	/** Shows these of the buttons. The focus is not lost with the one that had it. */
	#show(...names: string[]): void {
		const focused = this.#root.contains(document.activeElement);
		for (const button of this.#root.querySelectorAll<HTMLButtonElement>('button')) {
			button.hidden = !names.includes(button.dataset['do'] ?? '');
		}
		if (!names.includes('halt')) {
			part(this.#root, '.offline-progress').hidden = true;
		}
		if (focused) {
			part(this.#root, 'button:not([hidden])').focus();
		}
	}

	#say(text: string): void {
		part(this.#root, '[role="status"]').textContent = text;
	}
}

/** Why the reader's wish was not fulfilled. */
class Failure extends Error {
	constructor(readonly why: Why) {
		super(why);
	}
}

/**
 * How long, in milliseconds, the worker may be silent. Browsers end one that takes long; asked again, it
 * goes on from where files were whole.
 */
const silence = 15_000;

/** Has the worker keep everything. The result is why it could not, or null. */
function keep(worker: ServiceWorker, progress: (done: number, total: number) => void): Promise<Why | null> {
	return new Promise((resolve) => {
		let silent = false;
		const ask = (): void => {
			const { port1, port2 } = new MessageChannel();
			port1.onmessage = ({ data }: MessageEvent<Progress>) => {
				silent = false;
				if (data.kind === 'progress') {
					progress(data.done, data.total);
					return;
				}
				clearInterval(timer);
				port1.close();
				resolve(data.kind === 'failed' ? data.why : null);
			};
			worker.postMessage({ kind: 'keep', port: port2 } satisfies ToServiceWorker, [port2]);
		};
		const timer = setInterval(() => {
			if (silent) {
				ask();
			}
			silent = true;
		}, silence);
		ask();
	});
}

/** Has the worker remove everything. */
function forgotten(worker: ServiceWorker): Promise<void> {
	return new Promise((resolve) => {
		const { port1, port2 } = new MessageChannel();
		port1.onmessage = () => {
			port1.close();
			resolve();
		};
		worker.postMessage({ kind: 'forget', port: port2 } satisfies ToServiceWorker, [port2]);
	});
}
