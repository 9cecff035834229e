import type { Lang } from '../../ts/contract/run';
import { sentence } from '../../ts/page/code';
import { part } from '../../ts/page/elements';
import { drag } from './drag';
import { texts } from './texts';

/** A list that the reader sorts: by dragging, by the buttons of its items, or by the arrow keys on these. */
export class Sorter {
	readonly #list: HTMLElement;
	readonly #said: HTMLElement;
	readonly #t: ReturnType<typeof texts>;
	readonly #changed: () => void;

	/** Uses the elements of sorter.html in each item of list. `said` is a live region for the new place of an item. */
	constructor(list: HTMLElement, said: HTMLElement, lang: Lang, changed: () => void = () => undefined) {
		this.#list = list;
		this.#said = said;
		this.#t = texts(lang);
		this.#changed = changed;
		for (const item of this.items) {
			for (const button of item.querySelectorAll('button')) {
				const up = button.dataset['move'] === 'up';
				button.disabled = false;
				button.ariaLabel = this.#t(up ? 'sorterUp' : 'sorterDown', { item: textOf(item) });
				button.addEventListener('click', () => {
					this.#move(item, up ? -1 : 1, button);
				});
			}
			item.addEventListener('keydown', (event) => {
				const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
				if (by !== undefined) {
					event.preventDefault();
					this.#move(item, by, event.target as HTMLElement);
				}
			});
			drag(item, () => {
				this.#moved(item);
			});
		}
		this.#mark();
	}

	/** The items, in their order. */
	get items(): HTMLElement[] {
		return [...this.#list.querySelectorAll('li')];
	}

	/** Puts the items into another order. */
	arrange(items: readonly HTMLElement[]): void {
		this.#list.append(...items);
		this.#mark();
	}

	/** Focuses the first button that moves something. */
	focus(): void {
		this.#list.querySelector<HTMLElement>('button:not([aria-disabled="true"])')?.focus();
	}

	#move(item: HTMLElement, by: number, focused: HTMLElement): void {
		const items = this.items;
		const other = items[items.indexOf(item) + by];
		if (!other) {
			return;
		}
		if (by < 0) {
			other.before(item);
		} else {
			other.after(item);
		}
		focused.focus(); // which moving removes
		this.#moved(item);
	}

	#moved(item: HTMLElement): void {
		this.#mark();
		const items = this.items;
		const text = textOf(item);
		const words = this.#t('sorterPlace', { item: text, place: items.indexOf(item) + 1, total: items.length });
		this.#said.replaceChildren(...sentence(words, part(item, '.sorter-text').translate ? [] : [text]));
		this.#changed();
	}

	/** Marks the up button of the first item and the down button of the last one as disabled; they stay focusable. */
	#mark(): void {
		const items = this.items;
		items.forEach((item, index) => {
			item.querySelector('[data-move="up"]')?.setAttribute('aria-disabled', String(index === 0));
			item.querySelector('[data-move="down"]')?.setAttribute(
				'aria-disabled',
				String(index === items.length - 1),
			);
		});
	}
}

/** Returns the text of an item. */
export function textOf(item: Element): string {
	return part(item, '.sorter-text').textContent;
}
