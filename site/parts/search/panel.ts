import type { Config } from '../../ts/page/config';
import { part } from '../../ts/page/elements';
import { Lazy } from '../../ts/page/lazy';
import { type Hit, Index, most, type Passage, type Stretch } from './index';
import { texts, type Texts } from './texts';

/** The dialog: a field, and what was found for what stands in it. */
export class Panel {
	readonly #config: Config;
	readonly #field: HTMLInputElement;
	readonly #said: HTMLElement;
	readonly #found: HTMLElement;
	readonly #t: Texts;
	readonly #index: Lazy<Index>;

	/** Uses the elements of search.html. */
	constructor(dialog: HTMLDialogElement, config: Config) {
		this.#config = config;
		this.#field = part(dialog, 'input') as HTMLInputElement;
		this.#said = part(dialog, '.search-said');
		this.#found = part(dialog, '.search-found');
		this.#t = texts(config.lang);
		this.#index = new Lazy(async () => new Index(await passages(config.search)));
		this.#field.addEventListener('input', () => void this.#look());
		dialog.addEventListener('keydown', (event) => {
			if (event.key === 'Escape' && !event.isComposing) {
				event.preventDefault(); // a browser may have it empty the field first
				dialog.close();
				return;
			}
			this.#pressed(event);
		});
		this.#found.addEventListener('click', ({ target }) => {
			if (target instanceof Element && target.closest('a')) {
				dialog.close(); // the place may be on this page
			}
		});
	}

	/** The dialog has been opened. */
	opened(): void {
		this.#field.select();
		void this.#look();
	}

	async #look(): Promise<void> {
		let index: Index;
		try {
			index = await this.#index.get();
		} catch {
			this.#said.textContent = this.#t('searchFailed');
			return;
		}
		const words = this.#field.value.trim();
		const hits = words === '' ? [] : index.search(words);
		this.#found.replaceChildren(...hits.map((hit) => this.#item(hit)));
		this.#found.scrollTop = 0;
		this.#said.textContent = words === '' ? this.#t('searchHint') : this.#count(hits.length);
	}

	#count(n: number): string {
		if (n === 0) {
			return this.#t('searchNone');
		}
		return n === 1 ? this.#t('searchOne') : this.#t(n === most ? 'searchFirst' : 'searchMany', { n });
	}

	/** The arrows move between the field and the results; Enter in the field opens the first one. */
	#pressed(event: KeyboardEvent): void {
		const links = [...this.#found.querySelectorAll('a')];
		const stops: HTMLElement[] = [this.#field, ...links];
		const here = stops.indexOf(document.activeElement as HTMLElement);
		if (event.key === 'Enter' && here === 0 && !event.isComposing) {
			event.preventDefault();
			links[0]?.click();
			return;
		}
		const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (by === undefined || here < 0 || event.isComposing) {
			return;
		}
		event.preventDefault();
		stops[Math.max(0, Math.min(here + by, stops.length - 1))]!.focus();
	}

	#item(hit: Hit): HTMLElement {
		const { base, lang } = this.#config;
		const item = document.createElement('li');
		const link = document.createElement('a');
		link.href = `${base}${lang}/${hit.at}`;
		link.append(line('found-title', hit.title));
		const lesson = line('found-lesson', [{ text: hit.lesson, found: false }]);
		link.append(lesson);
		if (hit.names.length > 0) {
			const names = document.createElement('span');
			names.className = 'found-names';
			for (const name of hit.names) {
				const code = document.createElement('code');
				code.translate = false;
				code.textContent = name;
				names.append(code, ' ');
			}
			link.append(names);
		}
		if (hit.excerpt.length > 0) {
			link.append(line('found-text', hit.excerpt));
		}
		item.append(link);
		return item;
	}
}

function line(name: string, stretches: readonly Stretch[]): HTMLElement {
	const span = document.createElement('span');
	span.className = name;
	for (const { text, found } of stretches) {
		if (found) {
			const mark = document.createElement('mark');
			mark.textContent = text;
			span.append(mark);
		} else {
			span.append(text);
		}
	}
	return span;
}

/** Fetches the passages. It rejects where there are none. */
async function passages(address: string): Promise<Passage[]> {
	const response = await fetch(address);
	if (!response.ok) {
		throw new Error(`${address}: status ${response.status}`);
	}
	return (await response.json()) as Passage[];
}
