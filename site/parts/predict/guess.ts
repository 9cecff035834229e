import type { Lang } from '../../ts/contract/run';
import { makeVerbatim } from '../../ts/page/elements';
import { texts as pageTexts } from '../../ts/page/texts';
import { compareTime } from './compare';
import type { Comparison, Field, Ran } from './field';
import { texts, type Texts } from './texts';

const words = { right: 'predictTimeRight', less: 'predictTimeLess', more: 'predictTimeMore' } as const;

/** The input for a time, in seconds. */
export class Guess implements Field {
	readonly #input: HTMLInputElement;
	readonly #t: Texts;
	readonly #unit: string;

	constructor(input: HTMLInputElement, lang: Lang, changed: () => void) {
		this.#input = input;
		this.#t = texts(lang);
		this.#unit = pageTexts(lang)('seconds');
		input.disabled = false;
		makeVerbatim(input);
		input.addEventListener('input', changed);
	}

	get value(): string | null {
		const { value, validity } = this.#input;
		return value !== '' && validity.valid ? value : null;
	}

	restore(kept: string): void {
		this.#input.value = kept; // an input of numbers drops anything else
	}

	compare(value: string, { took }: Ran): Comparison {
		const predicted = Number(value) * 1000;
		const verdict = compareTime(predicted, took);
		const times = { guess: this.#seconds(predicted), time: this.#seconds(Math.round(took / 100) * 100) };
		const bars = document.createElement('div');
		bars.className = `bars ${verdict === 'right' ? 'right' : 'wrong'}`;
		const longest = Math.max(predicted, took, 1);
		bars.append(
			this.#bar('yours', this.#t('predictYours'), times.guess, predicted / longest),
			this.#bar('came', this.#t('predictCame'), times.time, took / longest),
		);
		return { right: verdict === 'right', words: this.#t(words[verdict], times), view: bars };
	}

	focus(): void {
		this.#input.select(); // what is typed replaces it
		this.#input.focus();
	}

	#bar(className: string, name: string, time: string, part: number): HTMLElement {
		const row = document.createElement('div');
		row.className = className;
		const label = document.createElement('span');
		label.textContent = name;
		const track = document.createElement('span');
		track.className = 'track';
		const bar = document.createElement('i');
		bar.style.width = `${100 * part}%`;
		track.append(bar);
		const figure = document.createElement('b');
		figure.textContent = time;
		row.append(label, track, figure);
		return row;
	}

	/** Returns milliseconds as "3.0 s" or "0.25 s". */
	#seconds(milliseconds: number): string {
		return `${(milliseconds / 1000).toFixed(2).replace(/0$/, '')} ${this.#unit}`;
	}
}
