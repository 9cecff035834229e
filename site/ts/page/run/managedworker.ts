import type { Loaded, Trades } from '../../contract/protocol';
import type { MessageKey } from '../../contract/run';
import type { Store } from '../store';
import type { StartWorker, WorkerOf } from './workers';

/**
 * The state of a worker's loading, with the compressed bytes that have arrived: a ready worker may still load more.
 */
export interface State {
	kind: 'absent' | 'loading' | 'ready' | 'failed';
	bytes: number;
	total: number;
}

/** The trades whose workers load something large first. */
type Loading = 'builder' | 'python';

/** The messages of their workers, except those on loading. */
export type News<T extends Loading> = Exclude<Trades[T]['from'], Loaded>;

/**
 * A worker that first loads something large: Go's toolchain, or Python. It dispatches "change" with each change of
 * its state.
 *
 *	absent ──open──▶ loading ──opened──▶ ready
 *	                 loading, ready ──fail──▶ failed ──open──▶ loading
 *	                 loading, ready ──replace──▶ absent, and opened at once
 *
 * A worker is replaced if it works for too long: another is opened at once. Files that were loaded whole are known
 * the next time, and not verified again.
 */
export abstract class ManagedWorker<T extends Loading> extends EventTarget {
	#state: State = { kind: 'absent', bytes: 0, total: 0 };
	#worker: WorkerOf<T> | undefined;

	/** `description` is the address of the description to load, '' if this tour has none. */
	constructor(
		readonly trade: T,
		readonly description: string,
		readonly store: Store,
		readonly startWorker: StartWorker,
	) {
		super();
	}

	get state(): State {
		return this.#state;
	}

	/** Whether this tour has a description to load. */
	get offered(): boolean {
		return this.description !== '';
	}

	/** Whether the browser has loaded all of it before: opening it most likely needs no network. */
	get known(): boolean {
		return this.offered && this.store.get(this.#key) === this.description;
	}

	/** Opens it, unless it is ready or loading. */
	open(): void {
		if (this.#worker !== undefined || !this.offered) {
			return;
		}
		const worker = this.startWorker(this.trade);
		worker.onmessage = ({ data }) => {
			// Messages of an earlier worker are ignored.
			if (this.#worker === worker) {
				this.#receive(data);
			}
		};
		worker.onerror = () => {
			if (this.#worker === worker) {
				this.#fail();
			}
		};
		this.#worker = worker;
		this.#set({ kind: 'loading', bytes: 0, total: 0 });
		worker.postMessage(this.greeting());
	}

	/** Returns the message that starts the loading. */
	protected abstract greeting(): Trades[T]['to'];

	/** The worker is ready. */
	protected opened(): void {}

	/** Receives a message of the worker. */
	protected abstract receive(message: News<T>): void;

	/** The worker has failed, and has been ended; `key` is the sentence that it has posted for readers. */
	protected abstract failed(key: MessageKey | undefined): void;

	/** Posts to the worker, if there is one. */
	protected post(message: Trades[T]['to'], transfer: MessagePort[] = []): void {
		this.#worker?.postMessage(message, transfer);
	}

	/** Ends the worker at once. `lost` is called before another is opened. */
	protected replace(lost: () => void = () => {}): void {
		this.#close('absent');
		lost();
		this.open();
	}

	/** Returns an absolute address, since a worker's base differs from the page's. */
	protected absolute(path: string): string {
		return new URL(path, globalThis.location.href).href;
	}

	#receive(data: Trades[T]['from']): void {
		const message: Loaded | Trades[Loading]['from'] = data;
		switch (message.kind) {
			case 'loaded':
				this.#set({ ...this.#state, bytes: message.bytes, total: message.total });
				break;
			case 'opened':
				this.store.set(this.#key, this.description);
				this.#set({ ...this.#state, kind: 'ready' });
				this.opened();
				break;
			case 'shut':
				console.error(message.error);
				this.#fail(message.key);
				break;
			default:
				this.receive(message as News<T>);
		}
	}

	#fail(key?: MessageKey): void {
		this.store.remove(this.#key);
		this.#close('failed');
		this.failed(key);
	}

	#close(kind: 'failed' | 'absent'): void {
		this.#worker?.terminate();
		this.#worker = undefined;
		this.#set({ kind, bytes: 0, total: 0 });
	}

	#set(state: State): void {
		this.#state = state;
		this.dispatchEvent(new Event('change'));
	}

	/** The key of the store for the last one that was loaded whole. */
	get #key(): string {
		return keys[this.trade];
	}
}

const keys: Record<Loading, string> = { builder: 'toolchain', python: 'python' };
