import { sentence } from '../../ts/page/code';
import { part, wire } from '../../ts/page/elements';
import type { Page } from '../../ts/page/page';
import type { FieldIn } from '../predict/field';
import type { Card, Today } from '../progress/cards';
import type { ProgressRecord } from '../progress/record';
import { type Asked, loadAsked } from './asked';
import { nextDue } from './schedule';
import { texts, type Texts } from './texts';

/** Asks what is due today, one question after the other. */
export class Session {
	readonly #root: HTMLElement;
	readonly #page: Page;
	readonly #record: ProgressRecord;
	readonly #fieldIn: FieldIn;
	readonly #t: Texts;
	readonly #place: HTMLElement;
	readonly #next: HTMLButtonElement;
	#asked: readonly Asked[] = [];
	/** The question that the reader sees, answered or not. */
	#shown: Card | undefined;

	/** Uses the elements of review.html in root. */
	constructor(root: HTMLElement, page: Page, record: ProgressRecord, fieldIn: FieldIn) {
		this.#root = root;
		this.#page = page;
		this.#record = record;
		this.#fieldIn = fieldIn;
		this.#t = texts(page.config.lang);
		this.#place = part(root, '.review-asked');
		this.#next = part(root, '[data-do="next"]') as HTMLButtonElement;
	}

	/** Loads the questions, and asks the first one that is due. */
	async begin(): Promise<void> {
		try {
			this.#asked = await loadAsked(this.#root.dataset['from']!);
		} catch {
			this.#say(await this.#page.renewal.explain(this.#t('reviewFailed')));
			return;
		}
		wire(this.#root, 'next', () => {
			this.#ask();
			(this.#shown ? part(this.#place, 'h2') : part(this.#root, '.review-said')).focus();
		});
		this.#place.addEventListener('tour-question', (event) => {
			event.stopPropagation(); // which is for what is answered in a lesson
			void this.#judge((event as CustomEvent<{ ok: boolean }>).detail.ok);
		});
		this.#record.addEventListener('change', () => {
			if (!this.#shown) {
				this.#ask(); // another page, or another day, may have brought something
			}
		});
		this.#ask();
	}

	/** Shows the question that has been due for the longest time, or that there is none. */
	#ask(): void {
		const today = this.#record.today(this.#asked);
		const card = today.due[0];
		const asked = this.#asked.find(({ id }) => id === card?.id);
		this.#shown = card;
		this.#next.hidden = true;
		part(this.#root, '.review-result').textContent = '';
		this.#place.hidden = !asked;
		this.#place.replaceChildren(...(asked ? this.#elements(asked) : []));
		if (asked?.output !== undefined) {
			this.#predict(asked);
		}
		const denied = this.#record.denied ? ` ${this.#t('reviewDenied')}` : '';
		this.#say((asked ? this.#t('reviewLeft', { n: today.due.length }) : this.#nothing(today)) + denied);
	}

	/** Returns the question as its lesson has it, below a heading that leads there. */
	#elements({ lesson, at, html }: Asked): Node[] {
		const { base, lang } = this.#page.config;
		const path = `${base}${lang}/${at}`;
		const heading = document.createElement('h2');
		heading.tabIndex = -1;
		const link = document.createElement('a');
		link.href = path;
		link.textContent = this.#t('reviewFrom', { lesson });
		heading.append(link);
		const template = document.createElement('template');
		template.innerHTML = html; // of the tour's own release
		for (const within of template.content.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')) {
			within.href = path.replace(/#.*/, within.getAttribute('href')!);
		}
		return [heading, template.content];
	}

	/** Compares a prediction with what the program is known to do. */
	#predict({ output = '', takes = 0 }: Asked): void {
		const lack = part(this.#place, '.predict-lack');
		const field = this.#fieldIn(this.#place, this.#page.config.lang, () => {
			if (this.#next.hidden) {
				lack.textContent = '';
			}
		});
		const compare = (): void => {
			if (!this.#next.hidden) {
				return; // it is compared already
			}
			const comparison =
				field.value === null ? null : field.compare(field.value, { lines: output.split('\n'), took: takes });
			if (!comparison) {
				lack.textContent = this.#t('reviewLack');
				field.focus();
				return;
			}
			part(this.#place, '.predict-view').replaceChildren(comparison.view);
			lack.replaceChildren(...sentence(comparison.words));
			part(this.#place, '[data-do="compare"]').hidden = true;
			void this.#judge(comparison.right);
			this.#next.focus(); // the button that had it is gone
		};
		wire(this.#place, 'compare', compare);
		this.#place.querySelector('input')?.addEventListener('keydown', ({ key, isComposing }) => {
			if (key === 'Enter' && !isComposing) {
				compare();
			}
		});
	}

	/** The question has been answered. Of several answers the first counts. */
	async #judge(ok: boolean): Promise<void> {
		const card = this.#shown;
		if (!card || !this.#next.hidden) {
			return;
		}
		this.#next.hidden = false;
		const { id, version, history } = card;
		const due = nextDue([...history, { at: Date.now(), ok }]);
		part(this.#root, '.review-result').textContent = this.#t(ok ? 'reviewRight' : 'reviewWrong', {
			when: this.#when(due),
		});
		await this.#record.add({ deed: 'reviewed', id, version, ok, due });
	}

	/** Returns why there is no question. */
	#nothing({ rest, done, next }: Today): string {
		if (rest > 0) {
			return this.#t('reviewRest', { n: rest });
		}
		if (next === undefined) {
			return this.#t('reviewNone');
		}
		return this.#t(done > 0 ? 'reviewDone' : 'reviewNothing', { when: this.#when(next) });
	}

	/** Returns the day of a time in words. */
	#when(time: number): string {
		const n = this.#record.daysUntil(time);
		return n < 2 ? this.#t('reviewTomorrow') : this.#t('reviewDays', { n });
	}

	#say(words: string): void {
		part(this.#root, '.review-said').textContent = words;
	}
}
