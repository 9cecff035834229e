import type { Config, Lang } from '../config';
import type { WorkerLike } from './browser';
import type { Diagnostic } from '../../contract/run';
import { limits } from '../../contract/limits';
import type { FromWorker } from '../../contract/protocol';
import type { Completion } from '../../worker/build/completer';
import type { Store } from '../store';

/** Where the toolchain is, and how many bytes of what was asked for have arrived, compressed: one that is ready may still get further packages. */
export interface State {
	kind: 'absent' | 'loading' | 'ready' | 'failed';
	bytes: number;
	total: number;
}

/** What whoever waits for a program is told when it does not come: it took too long, there is no toolchain, or it was never begun, since something else took too long. */
export type Lost = 'timeout' | 'failed' | 'replaced';

/** Where the page remembers which toolchain it has had whole. */
const knownKey = 'toolchain';

/**
 * Go's toolchain in this page: a worker that loads it once it is opened, and then
 * builds. A build that takes too long costs the worker, which is replaced, and so
 * does a review or a completion: they compile too, and a browser that is slow is
 * slow for each of them. It sends a "change" whenever its state is another.
 */
export class Toolchain extends EventTarget {
	#state: State = { kind: 'absent', bytes: 0, total: 0 };
	#worker: WorkerLike | undefined;
	/** By id: those who wait for a program. */
	readonly #makes = new Map<string, (lost: Lost) => void>();
	readonly #reviews = new Map<string, (items: Diagnostic[] | null) => void>();
	/** Who waits for completions, and the id of what was asked. */
	#suggesting: { id: string; answer: (items: Completion[] | null) => void } | undefined;
	/** By id: what the worker works on, and the timers that end that. */
	readonly #jobs = new Map<string, ReturnType<typeof setTimeout>>();
	#count = 0;

	constructor(
		readonly config: Config,
		readonly store: Store,
		readonly newWorker: () => WorkerLike,
	) {
		super();
	}

	get state(): State {
		return this.#state;
	}

	/** Whether the browser has had all of it before: to open it most likely takes no network. */
	get known(): boolean {
		return this.offered && this.store.get(knownKey) === this.config.assets.toolchain;
	}

	/** Whether this tour has a toolchain for pages. */
	get offered(): boolean {
		return this.config.assets.toolchain !== '';
	}

	/** Loads the toolchain, unless it is there or on its way. */
	open(): void {
		if (this.#worker !== undefined || !this.offered) {
			return;
		}
		const { toolchain, source, complete } = this.config.assets;
		const worker = this.newWorker();
		worker.onmessage = ({ data }) => {
			if (this.#worker === worker) {
				this.#receive(data); // and what was on its way from one that has been given up is not heard
			}
		};
		worker.onerror = () => this.#close('failed', 'failed');
		this.#worker = worker;
		this.#set({ kind: 'loading', bytes: 0, total: 0 });
		worker.postMessage({ kind: 'open', description: this.#absolute(toolchain), source: this.#absolute(source), complete: this.#absolute(complete), known: this.known }, []);
	}

	/** Builds a program, to be traced or not, once the toolchain is there, and sends it through the port; lost is called where nothing will come. */
	make(id: string, files: Record<string, string>, lang: Lang, port: MessagePort, lost: (why: Lost) => void, trace = false): void {
		this.open();
		this.#makes.set(id, lost);
		this.#worker!.postMessage({ kind: 'make', id, files, trace, lang, port }, [port]);
	}

	/** The program of that id is no longer wanted. */
	drop(id: string): void {
		if (this.#makes.delete(id)) {
			this.#worker?.postMessage({ kind: 'drop', id }, []);
		}
	}

	/** Returns what is wrong with a program, which is built ahead, to be traced or not, where nothing is; null where nobody can say now. */
	review(files: Record<string, string>, lang: Lang, trace = false): Promise<Diagnostic[] | null> {
		if (this.#state.kind !== 'ready') {
			return Promise.resolve(null);
		}
		return new Promise((resolve) => {
			const id = `review ${++this.#count}`;
			for (const [old, answer] of this.#reviews) {
				this.#worker!.postMessage({ kind: 'drop', id: old }, []);
				answer(null);
				this.#reviews.delete(old);
			}
			this.#reviews.set(id, resolve);
			this.#worker!.postMessage({ kind: 'review', id, files, trace, lang }, []);
		});
	}

	/** Returns what could be written at a place in a source; null where nobody can say now, or somebody has asked again. */
	complete(source: string, offset: number): Promise<Completion[] | null> {
		this.#suggesting?.answer(null);
		this.#suggesting = undefined;
		if (this.#state.kind !== 'ready') {
			return Promise.resolve(null);
		}
		return new Promise((answer) => {
			const id = `complete ${++this.#count}`;
			this.#suggesting = { id, answer };
			this.#worker!.postMessage({ kind: 'complete', id, source, offset }, []);
		});
	}

	#receive(data: FromWorker): void {
		switch (data.kind) {
			case 'loaded':
				this.#set({ kind: this.#state.kind, bytes: data.bytes, total: data.total });
				break;
			case 'opened':
				this.store.set(knownKey, this.config.assets.toolchain);
				this.#set({ ...this.#state, kind: 'ready' });
				break;
			case 'shut':
				console.error(data.error);
				this.#close('failed', 'failed');
				break;
			case 'began':
				this.#begin(data.id);
				break;
			case 'made':
				this.#makes.delete(data.id);
				this.#end(data.id);
				break;
			case 'reviewed':
				this.#reviews.get(data.id)?.(data.items);
				this.#reviews.delete(data.id);
				this.#end(data.id);
				break;
			case 'completed':
				this.#end(data.id);
				if (this.#suggesting?.id === data.id) {
					this.#suggesting.answer(data.items);
					this.#suggesting = undefined;
				}
				break;
		}
	}

	#begin(id: string): void {
		this.#end(id);
		const timer = setTimeout(() => this.#close('timeout', 'absent', id), limits.build);
		this.#jobs.set(id, timer);
	}

	#end(id: string): void {
		clearTimeout(this.#jobs.get(id));
		this.#jobs.delete(id);
	}

	/** Gives the worker up, and opens another where the toolchain is not to blame but the job of that id. */
	#close(why: Lost, state: 'failed' | 'absent', blamed?: string): void {
		for (const id of this.#jobs.keys()) {
			this.#end(id);
		}
		this.#worker?.terminate();
		this.#worker = undefined;
		if (state === 'failed') {
			this.store.remove(knownKey);
		}
		this.#set({ kind: state, bytes: 0, total: 0 });
		const makes = [...this.#makes];
		this.#makes.clear(); // some of them will be back at once
		for (const [id, lost] of makes) {
			lost(why === 'timeout' && id !== blamed ? 'replaced' : why);
		}
		for (const answer of this.#reviews.values()) {
			answer(null);
		}
		this.#reviews.clear();
		this.#suggesting?.answer(null);
		this.#suggesting = undefined;
		if (state === 'absent') {
			this.open();
		}
	}

	#set(state: State): void {
		this.#state = state;
		document.documentElement.dataset['compiler'] = state.kind; // as styles and tests see it
		this.dispatchEvent(new Event('change'));
	}

	#absolute(path: string): string {
		return new URL(path, globalThis.location.href).href;
	}
}
