import { compareOrder, type Row } from './compare';
import { drag } from './drag';
import type { Comparison, Field, Ran } from './field';
import type { Texts } from './texts';

/** Lines that the reader sorts: by dragging, by their buttons, or by the arrow keys on these. */
export class Sorter implements Field {
	readonly #list: HTMLElement;
	readonly #t: Texts;
	/** Announces the new position of a line. */
	readonly #say: (words: string, line: string) => void;
	readonly #changed: () => void;

	constructor(list: HTMLElement, t: Texts, say: (words: string, line: string) => void, changed: () => void) {
		this.#list = list;
		this.#t = t;
		this.#say = say;
		this.#changed = changed;
		for (const item of this.#items) {
			for (const button of item.querySelectorAll('button')) {
				button.disabled = false;
				button.addEventListener('click', () => {
					this.#move(item, button.dataset['move'] === 'up' ? -1 : 1, button);
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

	get value(): string {
		return JSON.stringify(this.#items.map(text));
	}

	restore(kept: string): void {
		const order = parse(kept);
		const items = new Map(this.#items.map((item) => [text(item), item]));
		if (
			order.length === items.size &&
			order.every((line) => items.has(line)) &&
			new Set(order).size === items.size
		) {
			this.#list.append(...order.map((line) => items.get(line)!));
			this.#mark();
		}
	}

	compare(value: string, { lines }: Ran): Comparison | null {
		const rows = compareOrder(parse(value), lines);
		return rows && { words: this.#words(rows), view: this.#table(rows) };
	}

	focus(): void {
		this.#list.querySelector<HTMLElement>('button:not([aria-disabled="true"])')?.focus();
	}

	get #items(): HTMLElement[] {
		return [...this.#list.querySelectorAll('li')];
	}

	#move(item: HTMLElement, by: number, focused: HTMLElement): void {
		const items = this.#items;
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
		const items = this.#items;
		const line = text(item);
		this.#say(this.#t('predictPlace', { line, place: items.indexOf(item) + 1, total: items.length }), line);
		this.#changed();
	}

	/** Marks the up button of the first line and the down button of the last one as disabled; they stay focusable. */
	#mark(): void {
		const items = this.#items;
		items.forEach((item, index) => {
			item.querySelector('[data-move="up"]')?.setAttribute('aria-disabled', String(index === 0));
			item.querySelector('[data-move="down"]')?.setAttribute(
				'aria-disabled',
				String(index === items.length - 1),
			);
		});
	}

	#words(rows: readonly Row[]): string {
		const place = rows.findIndex(({ right }) => !right);
		if (place < 0) {
			return this.#t('predictAll');
		}
		const { guess, came } = rows[place]!;
		return this.#t('predictSome', {
			right: rows.filter(({ right }) => right).length,
			total: rows.length,
			place: place + 1,
			guess,
			came,
		});
	}

	#table(rows: readonly Row[]): HTMLElement {
		const t = this.#t;
		const table = document.createElement('table');
		const head = table.createTHead().insertRow();
		for (const key of ['predictYours', 'predictCame'] as const) {
			const cell = document.createElement('th');
			cell.scope = 'col';
			cell.textContent = t(key);
			head.append(cell);
		}
		const body = table.createTBody();
		for (const { guess, came, right } of rows) {
			const row = body.insertRow();
			row.className = right ? 'right' : 'wrong';
			const sign = document.createElement('span');
			sign.className = 'sign';
			sign.role = 'img';
			sign.ariaLabel = t(right ? 'predictRight' : 'predictWrong');
			row.insertCell().append(sign, code(guess));
			row.insertCell().append(code(came));
		}
		return table;
	}
}

function text(item: HTMLElement): string {
	return item.querySelector('code')?.textContent ?? '';
}

function code(line: string): HTMLElement {
	const element = document.createElement('code');
	element.translate = false;
	element.textContent = line;
	return element;
}

/** Returns the stored lines, or none. */
function parse(kept: string): string[] {
	try {
		const lines: unknown = JSON.parse(kept);
		return Array.isArray(lines) ? lines.filter((line) => typeof line === 'string') : [];
	} catch {
		return [];
	}
}
