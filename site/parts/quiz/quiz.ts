import type { Lang } from '../../ts/contract/run';
import { bringIntoSight, part, wire } from '../../ts/page/elements';
import { type Field, field } from './field';
import { judge, type Kind, type Option, type Verdict } from './judge';
import { type Texts, texts } from './texts';

/** The detail of "tour-question", an event that bubbles from a <tour-quiz> when its question was answered. */
export interface Answered {
	/** The question: "gather/the-others". */
	readonly id: string;
	/** Changes with what is asked. */
	readonly version: string;
	readonly kind: Kind;
	readonly ok: boolean;
	/**
	 * The options that were chosen, by their places in the lesson's list, from 1; for an order, all of them as the
	 * reader has sorted them; for a number, the number.
	 */
	readonly answer: readonly number[];
}

/** Returns the class of <tour-quiz>. Such an element is a question wherever it is put: its markup has all it needs. */
export function quizElement(lang: Lang): new () => HTMLElement {
	return class extends HTMLElement {
		#begun = false;

		connectedCallback(): void {
			if (!this.#begun) {
				this.#begun = true;
				new Quiz(this, lang).begin();
			}
		}
	};
}

/** A question: asked, then answered, then asked again if the reader likes. */
class Quiz {
	readonly #root: HTMLElement;
	readonly #kind: Kind;
	readonly #t: Texts;
	readonly #field: Field;
	readonly #items: readonly HTMLElement[];
	readonly #options: readonly Option[];

	/** Uses the elements of quiz.html in root. */
	constructor(root: HTMLElement, lang: Lang) {
		this.#root = root;
		this.#kind = root.dataset['kind'] as Kind;
		this.#t = texts(lang);
		this.#field = field(root, this.#kind, lang);
		this.#items = [...root.querySelectorAll<HTMLElement>('.quiz-answers [data-option]')];
		this.#options = this.#items.map(({ dataset, className }) => ({
			n: Number(dataset['option']),
			right: className !== 'wrong',
			value: Number(dataset['value']),
			within: Number(dataset['within']),
		}));
	}

	/** Lets the reader answer. */
	begin(): void {
		const form = part(this.#root, 'form') as HTMLFormElement;
		form.noValidate = true; // what an answer lacks is said below it
		form.addEventListener('submit', (event) => {
			event.preventDefault();
			this.#answer();
		});
		(part(form, '[type="submit"]') as HTMLButtonElement).disabled = false;
		wire(form, 'again', () => {
			this.#again();
		});
	}

	#answer(): void {
		const { answer } = this.#field;
		const lacks = answer.length === 0;
		part(this.#root, '.quiz-lack').textContent = lacks
			? this.#t(this.#kind === 'number' ? 'quizNoNumber' : 'quizNoChoice')
			: '';
		if (lacks) {
			this.#field.focus();
			return;
		}
		const verdict = judge(this.#kind, this.#options, answer);
		for (const item of this.#items) {
			this.#mark(item, answer, verdict);
		}
		this.#show(this.#words(verdict));
		const detail: Answered = {
			id: this.#root.getAttribute('quiz') ?? '',
			version: this.#root.dataset['version'] ?? '',
			kind: this.#kind,
			ok: verdict.ok,
			answer,
		};
		this.#root.dispatchEvent(new CustomEvent('tour-question', { bubbles: true, detail }));
	}

	#again(): void {
		this.#field.clear();
		this.#show('');
		this.#field.focus();
	}

	/** Marks an option as the reader's; an item that was sorted, as in its place or not. */
	#mark(item: HTMLElement, answer: readonly number[], { chosen }: Verdict): void {
		item.querySelector('.quiz-yours')?.remove();
		const n = Number(item.dataset['option']);
		let yours = '';
		if (this.#kind === 'order') {
			const place = answer.indexOf(n) + 1;
			item.className = place === n ? 'right' : 'wrong';
			part(item, '.sign').ariaLabel = this.#t(place === n ? 'quizRightSign' : 'quizWrongSign');
			yours = place === n ? '' : this.#t('quizYourPlace', { place });
		} else if (chosen.includes(n)) {
			yours = this.#t('quizYours');
		}
		if (yours !== '') {
			const note = document.createElement('span');
			note.className = 'quiz-yours';
			note.textContent = yours;
			part(item, '.quiz-text').append(' ', note);
		}
	}

	#words({ ok, right }: Verdict): string {
		if (ok) {
			return this.#t('quizRight');
		}
		switch (this.#kind) {
			case 'several':
				return this.#t('quizPartly', { right, total: this.#options.length });
			case 'order':
				return this.#t('quizPlaces', { right, total: this.#options.length });
			default:
				return this.#t('quizWrong', {
					answer: part(this.#root, '.quiz-answers .right .quiz-text').textContent.trim(),
				});
		}
	}

	/** Shows the answer with a verdict; or, without one, the question. */
	#show(verdict: string): void {
		const answered = verdict !== '';
		const again = part(this.#root, '[data-do="again"]');
		this.#root.dataset['state'] = answered ? 'answered' : 'asked';
		part(this.#root, '.quiz-verdict').textContent = verdict;
		(part(this.#root, '.quiz-answers') as HTMLDetailsElement).open = answered;
		again.hidden = !answered;
		if (answered) {
			again.focus({ preventScroll: true });
			bringIntoSight(part(this.#root, '.quiz-answers'), part(this.#root, 'legend'));
		}
	}
}
