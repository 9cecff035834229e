import type { Completion, Remark, ToBuilder } from '../../contract/protocol';
import type { Diagnostic, Lang, MessageKey } from '../../contract/run';
import type { Config } from '../config';
import type { Store } from '../store';
import { message } from './sentence';
import { ManagedWorker, type News } from './managedworker';
import { type StartWorker, workersOf } from './workers';

/**
 * Why a program was not built. `timeout`: its build took too long; `failed`: there is no toolchain; `replaced`:
 * another job took too long before this one began, so it can be requested again.
 */
export type Lost = 'timeout' | 'failed' | 'replaced';

/** Called for a program that will not be built; `key` is the sentence for readers, where the toolchain has one. */
export type Losing = (why: Lost, key?: MessageKey) => void;

/** How long, in milliseconds, nothing may be built for the worker to keep tools warm: as long as a reader reads. */
const idle = 5 * 60_000;

/** The same in a page that is hidden. */
const idleHidden = 60_000;

/**
 * Go's toolchain in this page: a worker that loads it when it is opened, and then builds. If a build takes too long,
 * the worker is replaced; likewise for a review, a vet or a completion, which compile too, and share the limit. It
 * dispatches "missed" if a part of it was not there.
 */
export class Toolchain extends ManagedWorker<'builder'> {
	/** By id: the callback for a program that will not be built. */
	readonly #makes = new Map<string, Losing>();
	readonly #reviews = new Map<string, (items: Diagnostic[] | null) => void>();
	/** The pending vet, and its id. */
	#vetting: { id: string; answer: (items: Remark[] | null) => void } | undefined;
	/** The pending completion, and its id. */
	#suggesting: { id: string; answer: (items: Completion[] | null) => void } | undefined;
	/** By id: the timers of the jobs that the worker has begun. */
	readonly #jobs = new Map<string, ReturnType<typeof setTimeout>>();
	#count = 0;
	/** Will have the worker give up memory. */
	#rest: ReturnType<typeof setTimeout> | undefined;
	#hidden = false;

	constructor(
		readonly config: Config,
		store: Store,
		start: StartWorker,
	) {
		super('builder', config.assets.toolchain, store, start);
	}

	/**
	 * Builds a program, to be traced or not, once the toolchain is loaded, and sends it through the port; lost is
	 * called if it will not come. `checks`: the source of what it runs in place of its main.
	 */
	make(
		id: string,
		files: Record<string, string>,
		lang: Lang,
		port: MessagePort,
		lost: Losing,
		trace = false,
		checks?: string,
	): void {
		this.open();
		this.#makes.set(id, lost);
		this.post({ kind: 'make', id, files, ...(checks !== undefined && { checks }), trace, lang, port }, [port]);
	}

	/** The program of that id is no longer wanted. */
	drop(id: string): void {
		if (this.#makes.delete(id)) {
			this.post({ kind: 'drop', id });
		}
	}

	/**
	 * Returns the diagnostics of a program, which is then built ahead, to be traced or not, if it has none, and with
	 * `checks` what runs those too; null if the toolchain is not available now.
	 */
	review(
		files: Record<string, string>,
		lang: Lang,
		trace = false,
		checks?: string,
	): Promise<Diagnostic[] | null> {
		if (this.state.kind !== 'ready') {
			return Promise.resolve(null);
		}
		return new Promise((resolve) => {
			const id = `review ${++this.#count}`;
			for (const [old, answer] of this.#reviews) {
				this.post({ kind: 'drop', id: old });
				answer(null);
				this.#reviews.delete(old);
			}
			this.#reviews.set(id, resolve);
			this.post({ kind: 'review', id, files, ...(checks !== undefined && { checks }), trace, lang });
		});
	}

	/**
	 * Returns remarks about a program that compiles; null if the toolchain is not available now, or a later request
	 * replaces this one.
	 */
	async vet(files: Record<string, string>, lang: Lang): Promise<Diagnostic[] | null> {
		this.#vetting?.answer(null);
		this.#vetting = undefined;
		if (this.state.kind !== 'ready') {
			return null;
		}
		const items = await new Promise<Remark[] | null>((answer) => {
			const id = `vet ${++this.#count}`;
			this.#vetting = { id, answer };
			this.post({ kind: 'vet', id, files });
		});
		return items?.map(({ key, ...item }) => (key ? { ...item, message: message(lang, key) } : item)) ?? null;
	}

	/**
	 * Returns the completions at an offset of a source, which has others beside it in its package; null if the
	 * toolchain is not available now, or a later request replaces this one.
	 */
	complete(source: string, offset: number, others: readonly string[] = []): Promise<Completion[] | null> {
		this.#suggesting?.answer(null);
		this.#suggesting = undefined;
		if (this.state.kind !== 'ready') {
			return Promise.resolve(null);
		}
		return new Promise((answer) => {
			const id = `complete ${++this.#count}`;
			this.#suggesting = { id, answer };
			this.post({ kind: 'complete', id, source, offset, others });
		});
	}

	/** The page is hidden or shown: a hidden one gives up memory sooner. */
	hide(hidden: boolean): void {
		this.#hidden = hidden;
		this.#awaitRest();
	}

	/** Waits, from now on, for long enough without a build. */
	#awaitRest(): void {
		clearTimeout(this.#rest);
		this.#rest = setTimeout(() => this.post({ kind: 'rest' }), this.#hidden ? idleHidden : idle);
	}

	protected override opened(): void {
		this.#awaitRest();
	}

	protected override greeting(): ToBuilder {
		const { toolchain, source, complete } = this.config.assets;
		const { limits } = this.config;
		return {
			kind: 'open',
			description: this.absolute(toolchain),
			source: this.absolute(source),
			complete: this.absolute(complete),
			known: this.known,
			limits,
		};
	}

	protected override receive(message: News<'builder'>): void {
		switch (message.kind) {
			case 'began':
				this.#begin(message.id);
				break;
			case 'missed':
				this.dispatchEvent(new Event('missed'));
				break;
			case 'made':
				this.#makes.delete(message.id);
				this.#end(message.id);
				break;
			case 'reviewed':
				this.#reviews.get(message.id)?.(message.items);
				this.#reviews.delete(message.id);
				this.#end(message.id);
				break;
			case 'vetted':
				this.#end(message.id);
				if (this.#vetting?.id === message.id) {
					this.#vetting.answer(message.items);
					this.#vetting = undefined;
				}
				break;
			case 'completed':
				this.#end(message.id);
				if (this.#suggesting?.id === message.id) {
					this.#suggesting.answer(message.items);
					this.#suggesting = undefined;
				}
		}
	}

	protected override failed(key?: MessageKey): void {
		this.dispatchEvent(new Event('missed'));
		this.#lose(() => 'failed', key);
	}

	#begin(id: string): void {
		this.#end(id);
		const overdue = (): void =>
			this.replace(() => this.#lose((other) => (other === id ? 'timeout' : 'replaced')));
		this.#jobs.set(id, setTimeout(overdue, this.config.limits.build));
	}

	#end(id: string): void {
		this.#awaitRest();
		clearTimeout(this.#jobs.get(id));
		this.#jobs.delete(id);
	}

	/** Reports to all pending requests that they have failed. */
	#lose(why: (id: string) => Lost, key?: MessageKey): void {
		for (const id of this.#jobs.keys()) {
			this.#end(id);
		}
		const makes = [...this.#makes];
		this.#makes.clear(); // some are requested again at once
		for (const [id, lost] of makes) {
			lost(why(id), key);
		}
		for (const answer of this.#reviews.values()) {
			answer(null);
		}
		this.#reviews.clear();
		this.#vetting?.answer(null);
		this.#vetting = undefined;
		this.#suggesting?.answer(null);
		this.#suggesting = undefined;
	}
}

/** Returns the toolchain of a page, which has its state in the attribute data-compiler, for styles and tests. */
export function toolchain(config: Config, store: Store, page: Document): Toolchain {
	const toolchain = new Toolchain(config, store, workersOf(config));
	toolchain.addEventListener('change', () => {
		page.documentElement.dataset['compiler'] = toolchain.state.kind;
	});
	page.addEventListener('visibilitychange', () => toolchain.hide(page.visibilityState === 'hidden'));
	return toolchain;
}
