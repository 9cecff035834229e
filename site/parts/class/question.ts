import type { Lang } from '../../ts/contract/run';
import { type Counts, type Kind, numbersOf, type Row, rows, valueOf } from '../../ts/class/tally';
import { compareOrder, compareTime } from '../predict/compare';
import type { FieldIn } from '../predict/field';
import { field as quizField } from '../quiz/field';
import { judge, type Kind as QuizKind, type Option } from '../quiz/judge';
import type { Asked } from '../review/asked';
import { textOf } from '../sorter/sorter';
import { make } from './elements';
import type { Texts } from './texts';

/** An answer that is being given. */
export interface Answering {
	/** What is asked, with the input. */
	readonly element: HTMLElement;
	/** The answer, see Counts; "" if there is none. */
	readonly value: string;
	focus(): void;
}

/** A question that a class is asked: a prediction or a question of a lesson, without what is right about it. */
export class Question {
	readonly id: string;
	readonly version: string;
	readonly kind: Kind;
	/** The title of its lesson, and where it is asked there. */
	readonly lesson: string;
	readonly at: string;
	readonly #asked: Asked;
	readonly #t: Texts;
	/** The elements of the asked HTML, as they came. */
	readonly #source: DocumentFragment;
	readonly #options: readonly Option[];
	/** The lines that a prediction sorts, as they are offered. */
	readonly #lines: readonly string[];

	constructor(asked: Asked, t: Texts) {
		const template = document.createElement('template');
		template.innerHTML = asked.html; // of the tour's own release
		this.#source = template.content;
		this.#asked = asked;
		this.#t = t;
		this.id = asked.id;
		this.version = asked.version;
		this.lesson = asked.lesson;
		this.at = asked.at;
		const quiz = this.#source.querySelector<HTMLElement>('tour-quiz');
		this.#lines = quiz ? [] : Array.from(this.#source.querySelectorAll<HTMLElement>('.sorter > li'), textOf);
		this.kind = quiz ? (quiz.dataset['kind'] as QuizKind) : this.#lines.length > 0 ? 'lines' : 'time';
		this.#options = Array.from(this.#source.querySelectorAll<HTMLElement>('.quiz-answers [data-option]'), (one) => ({
			n: Number(one.dataset['option']),
			right: one.className !== 'wrong',
			value: Number(one.dataset['value']),
			within: Number(one.dataset['within']),
		}));
	}

	/** Whether it is about a program, whose run shows what is right. */
	get isPrediction(): boolean {
		return this.kind === 'time' || this.kind === 'lines';
	}

	/** The first words of it. */
	get title(): string {
		return (this.#part('.quiz-question') ?? this.#part('.predict-question'))!.textContent.trim();
	}

	/** Returns what is asked, without an input: what can be chosen is listed, each with the letter or word of its bar. */
	show(): HTMLElement {
		const list = make('ol', 'choices');
		list.append(...this.#choices().map((choice) => make('li', '', choice)));
		return make('div', 'question', ...this.#words(), ...(list.children.length > 0 ? [list] : []));
	}

	/** Returns what is asked, with an input. `fieldIn` is of the predictions. */
	answering(lang: Lang, fieldIn: FieldIn): Answering {
		const form = make('div', 'question quiz', ...this.#words(), this.#input());
		if (!this.isPrediction) {
			const input = quizField(form, this.kind as QuizKind, lang);
			return {
				element: form,
				get value() {
					return valueOf(input.answer);
				},
				focus: () => input.focus(),
			};
		}
		const input = fieldIn(form, lang, () => {});
		const read = (value: string | null): string => this.#predicted(value);
		return {
			element: form,
			get value() {
				return read(input.value);
			},
			focus: () => input.focus(),
		};
	}

	/** The answers of a question with the reasons for them; null for a prediction, which its program answers. */
	get answers(): Node | null {
		return this.#part('.quiz-answers > ol')?.cloneNode(true) ?? null;
	}

	/** Whether an answer is right. */
	isRight(value: string): boolean {
		const numbers = numbersOf(value);
		const { output = '', takes = 0 } = this.#asked;
		switch (this.kind) {
			case 'time':
				return numbers.length === 1 && compareTime(numbers[0]! * 1000, takes) === 'right';
			case 'lines': {
				const order = numbers.map((n) => this.#lines[n - 1] ?? '');
				return compareOrder(order, output.split('\n'))?.every(({ right }) => right) ?? false;
			}
			default:
				return judge(this.kind, this.#options, numbers).ok;
		}
	}

	/** Returns the bars of rounds, each with whether it is right: of several options, whether it belongs to the answer. */
	bars(rounds: readonly Counts[]): (Row & { right: boolean })[][] {
		const isRight = (value: string): boolean =>
			this.kind === 'several' ? this.#options[Number(value) - 1]!.right : value !== '' && this.isRight(value);
		return rows(this.kind, this.#choices().length, rounds).map((bars) =>
			bars.map((bar) => ({ ...bar, right: isRight(bar.value) })),
		);
	}

	/** Returns the words for a bar. */
	label(value: string): string {
		switch (this.kind) {
			case 'time':
				return value === '' ? this.#t('classOthers') : this.#t('classSeconds', { n: value });
			case 'number':
				return value === '' ? this.#t('classOthers') : `${value} ${this.#unit}`.trim();
			case 'single':
			case 'several':
				return letter(Number(value));
			default:
				return value === '' ? this.#t('classOthers') : numbersOf(value).map((n) => letter(this.#place(n))).join(' → ');
		}
	}

	/** Returns the place, from 1, at which an item to sort is offered. */
	#place(n: number): number {
		if (this.kind === 'lines') {
			return n;
		}
		const offered = Array.from(this.#source.querySelectorAll<HTMLElement>('.sorter > li'));
		return offered.findIndex(({ dataset }) => Number(dataset['option']) === n) + 1;
	}

	get #unit(): string {
		return this.#part('.quiz-number')?.lastChild?.textContent?.trim() ?? '';
	}

	/** Returns the value of a prediction as its field keeps it. */
	#predicted(kept: string | null): string {
		if (kept === null || this.kind === 'time') {
			return kept === null ? '' : String(Number(kept));
		}
		return valueOf((JSON.parse(kept) as string[]).map((line) => this.#lines.indexOf(line) + 1));
	}

	/** Returns copies of the words of the question and its program. */
	#words(): Node[] {
		const program = this.#part('.review-program');
		const asked = this.#part('.predict-question');
		if (asked) {
			return [asked.cloneNode(true), ...(program ? [program.cloneNode(true)] : [])];
		}
		const legend = this.#part('.quiz-question')!;
		const more = this.#source.querySelectorAll('fieldset > :not(legend, .quiz-ask, .quiz-said, .quiz-answers)');
		const words = make('div', 'predict-question', ...Array.from(legend.cloneNode(true).childNodes));
		return [words, ...Array.from(more, (one) => one.cloneNode(true))];
	}

	/** Returns a copy of what can be chosen, as inputs. */
	#input(): HTMLElement {
		const ask = make('div', 'quiz-ask');
		const parts = this.#source.querySelectorAll('.quiz-how, .quiz-option, .quiz-number, .sorter, .predict-time, .sorter-said');
		ask.append(...Array.from(parts, (one) => one.cloneNode(true)));
		for (const option of ask.querySelectorAll<HTMLInputElement>('.quiz-option input')) {
			option.name = 'class-answer';
		}
		return ask;
	}

	/** Returns copies of the options, or of the items to sort. */
	#choices(): HTMLElement[] {
		const texts = this.#source.querySelectorAll<HTMLElement>('.quiz-option > span, .sorter-text');
		return Array.from(texts, (one) => one.cloneNode(true) as HTMLElement);
	}

	#part(selector: string): HTMLElement | null {
		return this.#source.querySelector<HTMLElement>(selector);
	}
}

/** Returns the letter of a place, from 1. */
function letter(place: number): string {
	return String.fromCharCode('A'.charCodeAt(0) + place - 1);
}

/** Returns an element with the answers of a question and the reasons for them, if it has any. */
export function explained({ answers }: Question): HTMLElement[] {
	return answers ? [make('div', 'quiz-answers', answers)] : [];
}
