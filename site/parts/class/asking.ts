import type { Staff } from '../../ts/class/staff';
import { part } from '../../ts/page/elements';
import type { Page } from '../../ts/page/page';
import { button, make, reconcile, write } from './elements';
import { histograms } from './histogram';
import type { Question } from './question';
import type { Questions } from './questions';
import { type Texts, texts } from './texts';

/** What comes after each phase: orders, and the words of their buttons. The first is the usual one. */
const next = {
	ask: [
		['discuss', 'classDiscussDo'],
		['reveal', 'classRevealDo'],
	],
	discuss: [
		['again', 'classAgainDo'],
		['reveal', 'classRevealDo'],
	],
	again: [['reveal', 'classRevealDo']],
	reveal: [['done', 'classDoneDo']],
} as const;

const phases = {
	ask: 'classPhaseAsk',
	discuss: 'classPhaseDiscuss',
	again: 'classPhaseAgain',
	reveal: 'classPhaseReveal',
} as const;

/** The teacher's choice of a question, and the question that is asked, with its answers so far. */
export class Asking {
	readonly #root: HTMLElement;
	readonly #staff: Staff;
	readonly #questions: Questions;
	readonly #t: Texts;
	readonly #asked: HTMLElement;
	readonly #lesson: HTMLSelectElement;
	readonly #words = make('div', '');
	readonly #phase = make('span', '');
	readonly #figures = make('span', '');
	readonly #bars = make('div', '');
	readonly #do = make('p', 'asked-do');
	readonly #fault = make('p', 'fault');
	#shown = '';
	#drawn = '';
	#lessons: readonly string[] = [];

	constructor(root: HTMLElement, page: Page, staff: Staff, questions: Questions) {
		this.#root = root;
		this.#staff = staff;
		this.#questions = questions;
		this.#t = texts(page.config.lang);
		this.#asked = part(root, '.asked');
		this.#lesson = part(root, 'select') as HTMLSelectElement;
		this.#lesson.addEventListener('change', () => this.#list());
		this.#phase.setAttribute('role', 'status');
		this.#fault.setAttribute('role', 'alert');
		const standing = make('p', 'asked-phase', this.#phase, ' · ', this.#figures);
		this.#asked.append(standing, this.#do, this.#fault, this.#bars, this.#words);
		void questions.all().then(
			(all) => this.#offer(all),
			() => {},
		);
	}

	update(): void {
		const { state } = this.#staff;
		const question = this.#questions.find(state?.question ?? '');
		this.#asked.hidden = !question;
		part(this.#root, '.ask-choose').hidden = Boolean(question);
		if (!state || !question || state.phase === 'idle') {
			this.#shown = '';
			return;
		}
		const t = this.#t;
		write(this.#phase, t(phases[state.phase]));
		write(this.#figures, t('classCounted', { n: state.answered, all: state.there }));
		const shown = `${state.asking} ${state.phase}`;
		if (this.#shown !== shown) {
			this.#shown = shown;
			this.#show(question, state.phase, state.asking);
		}
		const counts = (state.counts ?? []).filter((_, index) => index === 0 || state.phase !== 'discuss');
		const drawn = JSON.stringify([shown, counts]);
		if (this.#drawn !== drawn) {
			this.#drawn = drawn;
			this.#bars.replaceChildren(histograms(question, counts, true, t));
		}
	}

	/** Shows a question in another phase. The focus stays on the button for the next step. */
	#show(question: Question, phase: keyof typeof next, asking: string): void {
		const focused = this.#do.contains(document.activeElement);
		this.#words.replaceChildren(question.show());
		const steps = next[phase].map(([kind, key], index) =>
			button(index === 0 ? 'run' : 'quiet edged', this.#t(key), () => this.#order(kind, asking)),
		);
		const give = phase === 'reveal' ? [] : [button('quiet edged', this.#t('classDropDo'), () => this.#order('done', asking))];
		this.#do.replaceChildren(...steps, ...give);
		if (focused) {
			steps[0]!.focus();
		}
	}

	async #order(kind: 'discuss' | 'again' | 'reveal' | 'done', asking: string): Promise<void> {
		const { fault = '' } = await this.#staff.order({ kind, asking });
		write(this.#fault, fault);
		if (kind === 'done') {
			part(this.#root, 'h2').focus();
		}
	}

	#offer(all: readonly Question[]): void {
		this.#lessons = [...new Set(all.map(({ lesson }) => lesson))];
		this.#lesson.replaceChildren(
			...this.#lessons.map((lesson) => {
				const option = make('option', '', lesson);
				option.value = lesson;
				return option;
			}),
		);
		this.#lesson.disabled = false;
		this.#list();
	}

	#list(): void {
		void this.#questions.all().then((all) => {
			reconcile(
				part(this.#root, '.ask-list'),
				all.filter(({ lesson }) => lesson === this.#lesson.value),
				({ id }) => id,
				(question) => this.#item(question),
				() => {},
			);
		});
	}

	#item(question: Question): HTMLElement {
		const t = this.#t;
		const ask = button('quiet edged', t('classAskDo'), async () => {
			const { fault = '' } = await this.#staff.order({ kind: 'ask', question: question.id });
			write(this.#fault, fault);
			this.#do.querySelector('button')?.focus();
		});
		ask.ariaLabel = t('classAskOf', { question: question.title });
		const kind = make('span', 'note', t(question.isPrediction ? 'classPrediction' : 'classQuestion'));
		return make('li', '', make('span', 'ask-title', question.title, ' ', kind), ask);
	}
}
