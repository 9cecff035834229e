import type { Lang } from '../../ts/contract/run';
import { Sorter, textOf } from '../sorter/sorter';
import { compareOrder, type Row } from './compare';
import type { Comparison, Field, Ran } from './field';
import { texts, type Texts } from './texts';

/** The input for an order of lines. */
export class Order implements Field {
	readonly #sorter: Sorter;
	readonly #t: Texts;

	/** `said` is a live region for the new place of a line. */
	constructor(list: HTMLElement, said: HTMLElement, lang: Lang, changed: () => void) {
		this.#sorter = new Sorter(list, said, lang, changed);
		this.#t = texts(lang);
	}

	get value(): string {
		return JSON.stringify(this.#sorter.items.map(textOf));
	}

	restore(kept: string): void {
		const order = parse(kept);
		const items = new Map(this.#sorter.items.map((item) => [textOf(item), item]));
		if (
			order.length === items.size &&
			order.every((line) => items.has(line)) &&
			new Set(order).size === items.size
		) {
			this.#sorter.arrange(order.map((line) => items.get(line)!));
		}
	}

	compare(value: string, { lines }: Ran): Comparison | null {
		const rows = compareOrder(parse(value), lines);
		return rows && { right: rows.every(({ right }) => right), words: this.#words(rows), view: this.#table(rows) };
	}

	focus(): void {
		this.#sorter.focus();
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
