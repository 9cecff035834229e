import type { Loaded, Trades } from '../../contract/protocol';
import type { Store } from '../store';
import type { StartWorker, WorkerOf } from './workers';

/**
 * How far a worker's loading is, and how many bytes of what was asked for have
 * arrived, compressed: one that is ready may still get more.
 */
export interface State {
	kind: 'absent' | 'loading' | 'ready' | 'failed';
	bytes: number;
	total: number;
}

/** The trades whose workers have something large to load before they work. */
type Loading = 'builder' | 'python';

/** What their workers post of their work. */
export type News<T extends Loading> = Exclude<Trades[T]['from'], Loaded>;

/**
 * A worker that has something large to load before it works, as Go's toolchain
 * is and Python. It sends "change" whenever its state is another.
 *
 *	absent ──open──▶ loading ──opened──▶ ready
 *	                 loading, ready ──fail──▶ failed ──open──▶ loading
 *	                 loading, ready ──replace──▶ absent, and opened at once
 *
 * One that is replaced has done nothing wrong but to work for too long: another
 * is opened at once. What has been loaded whole is known the next time, and is
 * not verified again.
 */
export abstract class ManagedWorker<T extends Loading> extends EventTarget {
	#state: State = { kind: 'absent', bytes: 0, total: 0 };
	#worker: WorkerOf<T> | undefined;

	/** `description` is the address of what it consists of, '' where this tour has none. */
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

	/** Whether this tour has what is to be loaded. */
	get offered(): boolean {
		return this.description !== '';
	}

	/** Whether the browser has had all of it before: to open it most likely takes no network. */
	get known(): boolean {
		return this.offered && this.store.get(this.#key) === this.description;
	}

	/** Loads it, unless it is there or on its way. */
	open(): void {
		if (this.#worker !== undefined || !this.offered) {
			return;
		}
		const worker = this.startWorker(this.trade);
		worker.onmessage = ({ data }) => {
			// What was on its way from one that has been given up is ignored.
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

	/** Returns the message that has the worker load it. */
	protected abstract greeting(): Trades[T]['to'];

	/** The worker is ready. */
	protected opened(): void {}

	/** Takes what the worker posts of its work. */
	protected abstract receive(message: News<T>): void;

	/** The worker has failed, and is gone. */
	protected abstract failed(): void;

	/** Posts to the worker, where there is one. */
	protected post(message: Trades[T]['to'], transfer: MessagePort[] = []): void {
		this.#worker?.postMessage(message, transfer);
	}

	/** Ends the worker, whatever it is at. `lost` is called before another is opened. */
	protected replace(lost: () => void = () => {}): void {
		this.#close('absent');
		lost();
		this.open();
	}

	/** Returns an address that a worker, whose own is another, can use. */
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
				this.#fail();
				break;
			default:
				this.receive(message as News<T>);
		}
	}

	#fail(): void {
		this.store.remove(this.#key);
		this.#close('failed');
		this.failed();
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

	/** Where the page remembers which one it has had whole. */
	get #key(): string {
		return keys[this.trade];
	}
}

const keys: Record<Loading, string> = { builder: 'toolchain', python: 'python' };
