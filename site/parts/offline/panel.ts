import { part, wire } from '../../ts/page/elements';
import type { Page } from '../../ts/page/page';
import { megabytes } from '../../ts/page/texts';
import { cacheOf, type Progress, type ToServiceWorker, type Why, why } from '../../ts/contract/offline';
import { type Download, downloadsOf, exclusively } from './download';
import { type Key, texts, type Texts } from './texts';
import { isGood, register } from './visit';

/** The text for each reason why something could not be kept. */
const sentences: Record<Why, Key> = {
	full: 'offlineFull',
	denied: 'offlineDenied',
	broken: 'offlineBroken',
	halted: 'offlineHalted',
	changed: 'offlineChanged',
};

/** How long, in milliseconds, a removal waits for other pages to stop their fetching. */
const patience = 5000;

/** The panel "Make available offline": the size, the progress, and the removal. */
export class Panel {
	readonly #root: HTMLElement;
	readonly #page: Page;
	readonly #workers: ServiceWorkerContainer | null;
	readonly #t: Texts;
	readonly #downloads: Download[];
	/** Aborts the download under way; null if there is none. */
	#abort: AbortController | null = null;
	/** Whether it shows that all is there. */
	#ready = false;

	/** Uses the elements of offline.html in root. */
	constructor(root: HTMLElement, page: Page, workers: ServiceWorkerContainer | null) {
		this.#root = root;
		this.#page = page;
		this.#workers = workers;
		this.#t = texts(page.config.lang);
		this.#downloads = downloadsOf(page.config);
		wire(root, 'halt', () => this.#abort?.abort());
		wire(root, 'forget', () => this.forget());
	}

	/** Fetches all that is missing. */
	async keep(): Promise<void> {
		if (this.#abort) {
			return;
		}
		const { store } = this.#page;
		store.set('offline', 'yes');
		this.#abort = new AbortController();
		const { signal } = this.#abort;
		this.#ready = false;
		this.#say('');
		this.#show('halt');
		try {
			// The result does not matter: without persistence the files are kept as long as there is room.
			void (navigator as Partial<Navigator>).storage?.persist().catch(() => false);
			await this.#fetch(signal);
			this.#ready = true;
			this.#show('forget');
			this.#say(this.#t('offlineReady'));
		} catch (error) {
			if (store.get('offline') === 'no') {
				this.#forgotten(); // by another page
				return;
			}
			this.#show('keep', 'forget');
			this.#say(await this.#sentence(error instanceof Failure ? error.why : why(error, signal)));
		} finally {
			this.#abort = null;
		}
	}

	/**
	 * Shows what is there, which others may have removed, whatever the page remembers; thorough: or damaged. For a
	 * reader who has asked before, it fetches what is missing, as the files of a new release.
	 */
	async look(thorough: boolean): Promise<void> {
		const { store, config } = this.#page;
		const asked = store.get('offline');
		if (this.#abort) {
			if (asked === 'no') {
				this.#abort.abort(); // another page removes what this one fetches
			}
			return;
		}
		if (asked === 'no' && this.#ready) {
			this.#forgotten(); // another page removes all, and may not be done with it
			return;
		}
		const missing = await this.#missing(thorough);
		const some = missing.length < this.#downloads.length;
		const all = some && missing.length === 0;
		if (all && this.#ready && asked === 'yes' && (await caches.has(cacheOf(config.base, config.release)))) {
			return;
		}
		if ((all && asked !== 'no') || (asked === 'yes' && isGood(navigator))) {
			await this.keep(); // kept files are not fetched again
		} else if (asked === 'yes') {
			this.#ready = false;
			this.#show('keep', 'forget');
			this.#say(this.#t('offlinePartly'));
		} else if (some) {
			this.#ready = false;
			this.#show('keep', 'forget');
			this.#say('');
		} else if (this.#ready) {
			this.#ready = false; // somebody has cleared everything, what the page remembers too
			this.#show('keep');
			this.#say('');
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
			await this.#forgetDownloads();
		} catch {
			// Without access to the cache nothing is kept.
		}
		this.#forgotten();
	}

	/** Shows that nothing is kept any more. */
	#forgotten(): void {
		this.#ready = false;
		this.#show('keep');
		this.#say(this.#t('offlineForgotten'));
	}

	/** Removes the downloads, once no other page adds to them: it has been told to stop. */
	async #forgetDownloads(): Promise<void> {
		const forget = async (): Promise<void> => {
			for (const download of this.#downloads) {
				await download.forget();
			}
		};
		await exclusively(AbortSignal.timeout(patience), forget).catch(forget);
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
		const missing = await this.#missing(false);
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

	/** Returns the incomplete downloads; thorough: those with damaged files too. */
	async #missing(thorough: boolean): Promise<Download[]> {
		const missing: Download[] = [];
		for (const download of this.#downloads) {
			if (!(await download.whole(thorough))) {
				missing.push(download); // one after the other: they are large
			}
		}
		return missing;
	}

	#progress(done: number, total: number): void {
		const bar = part(this.#root, 'progress') as HTMLProgressElement;
		bar.max = Math.max(total, 1);
		bar.value = done;
		part(this.#root, '.offline-progress span').textContent = megabytes(done, total, this.#page.config.lang);
		part(this.#root, '.offline-progress').hidden = false;
	}

	/** Shows the named buttons and hides the others. If the focused one is hidden, the focus moves to a shown one. */
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

	/** Returns the sentence on what was not kept: the host may have another release by now. */
	#sentence(why: Why): string | Promise<string> {
		const sentence = this.#t(sentences[why]);
		return why === 'broken' || why === 'changed' ? this.#page.renewal.explain(sentence) : sentence;
	}

	#say(text: string): void {
		part(this.#root, '[role="status"]').textContent = text;
	}
}

/** An error with the reason to show. */
class Failure extends Error {
	constructor(readonly why: Why) {
		super(why);
	}
}

/**
 * The milliseconds that the worker may be silent. Browsers end a slow one; a new request continues after the last
 * complete file.
 */
const silence = 15_000;

/** Requests the worker to keep everything. Resolves with null, or why it failed. */
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

/** Requests the worker to remove everything. */
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
