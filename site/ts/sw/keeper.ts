import { type Progress, type ToServiceWorker, type Whole, why } from '../contract/offline';
import type { Shelf } from './shelf';
import type { Visits } from './visits';

/** The parts of a service worker's Client that are used here. */
export interface Client {
	id: string;
	postMessage(message: Whole): void;
}

/** Decides what to keep: requested files, and those that readers probably need. */
export class Keeper {
	readonly #shelf: Shelf;
	readonly #visits: Visits;
	readonly #clients: () => Promise<readonly Client[]>;
	/** Aborts the current fetches. */
	#abort = new AbortController();
	/** The current fetching of the release, shared by all requests, and the ports for its progress. */
	#filling: Promise<void> | undefined;
	/** Whether it checks the content of what is there, as for a reader who asks. */
	#thorough = false;
	readonly #listeners = new Set<(done: number, total: number) => void>();
	/** The visits that are being handled. */
	readonly #visiting = new Set<Promise<void>>();

	/** Clients are the pages beneath the base. */
	constructor(shelf: Shelf, visits: Visits, clients: () => Promise<readonly Client[]>) {
		this.#shelf = shelf;
		this.#visits = visits;
		this.#clients = clients;
	}

	/** Handles a page's message. It never rejects: results are posted to the page. */
	async receive(message: ToServiceWorker, client: Client): Promise<void> {
		switch (message.kind) {
			case 'visit': {
				const visit = this.#visit(message, client).catch(() => {
					// It was not requested; the next visit tries again.
				});
				this.#visiting.add(visit);
				await visit;
				this.#visiting.delete(visit);
				break;
			}
			case 'keep':
				await this.#keep(message.port);
				break;
			case 'halt':
				this.#halt();
				break;
			case 'forget':
				this.#halt();
				await this.#filling?.catch(() => {});
				await Promise.all(this.#visiting); // one of them may just have begun to keep a page
				await this.#forget().catch(() => {}); // the page checks the result
				message.port.postMessage('forgotten');
		}
	}

	async #visit(visit: ToServiceWorker & { kind: 'visit' }, client: Client): Promise<void> {
		const { id } = this.#shelf.release;
		const { signal } = this.#abort;
		const alive = (await this.#clients()).map((client) => client.id);
		await this.#visits.note(client.id, visit.release, visit.lang, alive);
		const refused = await this.#visits.refused(id);
		signal.throwIfAborted();
		if (visit.good && !refused) {
			await (this.#filling ?? this.#fill(false));
		} else if (visit.release === id) {
			await this.#shelf.keepPage(visit.path, visit.programs, signal);
		}
		if ((await this.#shelf.whole())?.id === id) {
			client.postMessage({ kind: 'whole', release: id });
		}
		await this.#shelf.sweep(await this.#visits.inUse());
	}

	async #keep(port: MessagePort): Promise<void> {
		const tell = (progress: Progress): void => port.postMessage(progress);
		const listener = (done: number, total: number): void => tell({ kind: 'progress', done, total });
		const { signal } = this.#abort;
		this.#listeners.add(listener);
		try {
			await this.#fillThoroughly(signal);
			tell({ kind: 'kept' });
		} catch (error) {
			tell({ kind: 'failed', why: why(error, signal) });
		} finally {
			this.#listeners.delete(listener);
		}
	}

	async #fillThoroughly(signal: AbortSignal): Promise<void> {
		if (this.#filling && !this.#thorough) {
			await this.#filling.catch(() => {}); // a visit's, which believes what is there
			signal.throwIfAborted();
		}
		await (this.#filling ?? this.#fill(true));
	}

	#fill(thorough: boolean): Promise<void> {
		this.#thorough = thorough;
		this.#filling = this.#fillOnce(thorough).finally(() => {
			this.#filling = undefined;
		});
		return this.#filling;
	}

	async #fillOnce(thorough: boolean): Promise<void> {
		const { id } = this.#shelf.release;
		try {
			const progress = (done: number, total: number): void => {
				for (const listener of this.#listeners) {
					listener(done, total);
				}
			};
			const isNew = await this.#shelf.fill(this.#abort.signal, progress, thorough);
			if (isNew) {
				for (const client of await this.#clients()) {
					client.postMessage({ kind: 'whole', release: id });
				}
			}
		} catch (error) {
			if (why(error) === 'full') {
				await this.#visits.refuse(id).catch(() => {}); // there may be no room for that either
			}
			throw error;
		}
	}

	#halt(): void {
		this.#abort.abort();
		this.#abort = new AbortController();
	}

	async #forget(): Promise<void> {
		await this.#shelf.clear();
		await this.#visits.clear();
	}
}
