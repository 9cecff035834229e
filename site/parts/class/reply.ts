import type { Member } from '../../ts/class/member';
import { total } from '../../ts/class/tally';
import type { Page } from '../../ts/page/page';
import type { FieldIn } from '../predict/field';
import { button, make } from './elements';
import { histograms } from './histogram';
import type { Panel } from './panel';
import { type Answering, explained, type Question } from './question';
import type { Questions } from './questions';
import { texts, type Texts } from './texts';

/** Fewer answers than these are not shown to students: it could be seen whose they are. */
const fewest = 5;

/** What the bar offers: the words about what the class is at, and the button's; "" if there is nothing to open. */
export interface Offer {
	words: string;
	/** What changes all the time, and is not read out. */
	figures?: string;
	act: string;
}

/** A student's side of a question: what the bar says of it, and the panel in which it is answered. */
export class Reply {
	readonly panel: Panel;
	readonly #member: Member;
	readonly #questions: Questions;
	readonly #page: Page;
	readonly #fieldIn: FieldIn;
	readonly #t: Texts;
	/** The input that is open, and the question and round that it is for: what is being entered is not replaced. */
	#answering: Answering | undefined;
	#shown = '';
	readonly #lack = make('p', 'fault');

	constructor(panel: Panel, member: Member, questions: Questions, page: Page, fieldIn: FieldIn) {
		this.panel = panel;
		this.#member = member;
		this.#questions = questions;
		this.#page = page;
		this.#fieldIn = fieldIn;
		this.#t = texts(page.config.lang);
		this.#lack.setAttribute('role', 'alert');
	}

	/** Returns what the bar offers now. */
	offer(): Offer {
		const { standing, state, vote, voting, mine, fault } = this.#member;
		const t = this.#t;
		if (standing === 'ended') {
			return { words: fault, act: '' };
		}
		const question = this.#questions.find(state?.question ?? '');
		if (!state || !question) {
			return { words: state ? t('classQuiet') : '', act: '' };
		}
		switch (state.phase) {
			case 'ask':
			case 'again': {
				if (vote === '') {
					const words = t('classAsked', { question: question.title });
					return { words: state.phase === 'ask' ? words : t('classOnce'), act: t('classAnswer') };
				}
				const figures = t('classCounted', { n: state.answered, all: state.there });
				return { words: t(voting ? 'classSending' : 'classSent'), figures, act: t('classChange') };
			}
			case 'discuss':
				return { words: this.#discuss(mine?.peer ?? ''), act: t('classShow') };
			case 'reveal':
				return { words: t('classRevealed', { question: question.title }), act: t('classLook') };
			case 'idle':
				return { words: t('classQuiet'), act: '' };
		}
	}

	/** Something has changed. The input stays as it is while its question does. */
	update(): void {
		const { state } = this.#member;
		const question = this.#questions.find(state?.question ?? '');
		if (!state || !question || state.phase === 'idle') {
			this.panel.close();
			this.#shown = '';
			return;
		}
		const shown = `${question.id} ${state.phase} ${state.phase === 'reveal' ? total(state.counts?.at(-1) ?? {}) : ''}`;
		if (this.#shown === shown) {
			return;
		}
		this.#shown = shown;
		this.#answering = undefined;
		const words = state.phase === 'again' ? this.#t('classOnce') : this.#t('classQuestionHead', { lesson: question.lesson });
		this.panel.show(words, ...this.#content(question));
	}

	#content(question: Question): Node[] {
		const { state, vote, mine } = this.#member;
		const t = this.#t;
		switch (state?.phase) {
			case 'ask':
			case 'again':
				return this.#input(question);
			case 'discuss':
				return [make('p', 'class-about', this.#discuss(mine?.peer ?? '')), question.show(), ...this.#own(question, vote)];
			case 'reveal': {
				const counts = state.counts ?? [];
				const shows = counts.length > 0 && counts.every((one) => total(one) >= fewest);
				const right = make('p', '', this.#link(question));
				const own = this.#own(question, mine?.votes.findLast((one) => one !== '') ?? '');
				const bars = shows ? [histograms(question, counts, true, t)] : [];
				return [question.show(), ...own, ...bars, ...explained(question), right];
			}
			default:
				return [];
		}
	}

	#input(question: Question): Node[] {
		const t = this.#t;
		const answering = question.answering(this.#page.config.lang, this.#fieldIn);
		this.#answering = answering;
		this.#lack.textContent = '';
		const send = button('run', t('classVote'), () => this.#send());
		answering.element.addEventListener('keydown', (event) => {
			const { key, isComposing, target } = event;
			if (key === 'Enter' && !isComposing && target instanceof HTMLInputElement) {
				event.preventDefault();
				this.#send();
			}
		});
		const own = this.#own(question, this.#member.vote);
		return [answering.element, ...own, this.#lack, make('div', 'class-do', send)];
	}

	#send(): void {
		const value = this.#answering?.value ?? '';
		if (value === '') {
			this.#lack.textContent = this.#t('classNoAnswer');
			this.#answering?.focus();
			return;
		}
		this.#member.answer(value);
		this.panel.close();
	}

	#own(question: Question, vote: string): Node[] {
		return vote === '' ? [] : [make('p', 'class-about', this.#t('classAnswered', { answer: question.label(vote) }))];
	}

	#discuss(peer: string): string {
		return peer === '' ? this.#t('classDiscuss') : this.#t('classDiscussWith', { name: peer });
	}

	#link({ at }: Question): HTMLAnchorElement {
		const { base, lang } = this.#page.config;
		const link = make('a', '', this.#t('classInLesson'));
		link.href = `${base}${lang}/${at}`;
		return link;
	}
}
