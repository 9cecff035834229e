import { Lazy } from '../../ts/page/lazy';
import type { Page } from '../../ts/page/page';
import { loadAsked } from '../review/asked';
import { Question } from './question';
import { texts } from './texts';

/** All that a class can be asked, loaded when something is. It dispatches "change" once it is there. */
export class Questions extends EventTarget {
	readonly #all: Lazy<readonly Question[]>;

	constructor({ config, renewal }: Pick<Page, 'config' | 'renewal'>) {
		super();
		this.#all = new Lazy(async () => {
			try {
				const asked = await loadAsked(config.asked ?? '');
				return asked.map((one) => new Question(one, texts(config.lang)));
			} catch (error) {
				void renewal.missed();
				throw error;
			}
		});
	}

	/** Resolves to all of them, in the order of the lessons. */
	all(): Promise<readonly Question[]> {
		return this.#all.get();
	}

	/** Returns the question of that ID if it is here, and loads it otherwise; undefined for "" too. */
	find(id: string): Question | undefined {
		if (id === '') {
			return undefined;
		}
		if (!this.#all.value) {
			this.#all.get().then(
				() => this.dispatchEvent(new Event('change')),
				() => {}, // the next change tries again
			);
		}
		return this.#all.value?.find((one) => one.id === id);
	}
}
