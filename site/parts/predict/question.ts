import { sentence } from '../../ts/page/code';
import { bringIntoSight, part, wire } from '../../ts/page/elements';
import type { Event } from '../../ts/contract/run';
import type { End, RunObserver } from '../../ts/page/run/session';
import type { Store } from '../../ts/page/store';
import type { Draft } from '../snippet/draft';
import type { Snippet } from '../snippet/snippet';
import type { Field, FieldIn } from './field';
import { Guess } from './guess';
import { Order } from './order';
import { texts, type Texts } from './texts';

/** Asks for a prediction before a snippet's first run, if the snippet has one. */
export function predict(snippet: Snippet): void {
	const root = snippet.root.querySelector<HTMLElement>('.predict');
	if (root) {
		snippet.session.observe(new Question(root, part(snippet.root, '.compared'), snippet));
	}
}

/** Returns the input for the prediction that root asks for, with the elements of predict.html there. */
export const fieldIn: FieldIn = (root, lang, changed) => {
	const list = root.querySelector<HTMLElement>('.sorter');
	return list
		? new Order(list, part(root, '.sorter-said'), lang, changed)
		: new Guess(part(root, 'input') as HTMLInputElement, lang, changed);
};

/** Stored in place of a prediction if the reader skipped it. */
const skipped = 'skipped';

/**
 * The question of a snippet before its first run. It never blocks a run: one started by Run is compared too, if there
 * is a prediction, and otherwise skips the question.
 */
class Question implements RunObserver {
	readonly #root: HTMLElement;
	/** The place of the comparison, below what the program prints. */
	readonly #compared: HTMLElement;
	/** What the program prints. */
	readonly #output: HTMLElement;
	/** The expected output, which stays folded until the question has its answer. */
	readonly #expected: HTMLDetailsElement;
	readonly #t: Texts;
	readonly #store: Store;
	readonly #draft: Draft;
	readonly #run: () => void;
	readonly #id: string;
	readonly #field: Field;
	readonly #key: string;
	/** Whether the reader has begun to predict. */
	#touched = false;
	#asking = true;
	/** The prediction to compare the run under way with; null if there is none. */
	#predicted: string | null = null;
	#edited = false;
	#printed = '';

	/** Uses the elements of predict.html in root and in compared. */
	constructor(root: HTMLElement, compared: HTMLElement, snippet: Snippet) {
		const { page, draft, id } = snippet;
		const t = texts(page.config.lang);
		this.#root = root;
		this.#compared = compared;
		this.#output = part(snippet.root, '.result-go');
		this.#expected = part(snippet.root, '.expected') as HTMLDetailsElement;
		this.#t = t;
		this.#store = page.store;
		this.#draft = draft;
		this.#run = () => snippet.run();
		this.#id = id;
		this.#key = `predict:${id}`;
		const changed = (): void => {
			this.#touched = true;
			this.#ask();
			this.#write('');
			this.#keep();
		};
		this.#field = fieldIn(root, page.config.lang, changed);
		this.#listen();
		this.#recall();
	}

	/** A run begins. */
	begun(): void {
		this.#predicted = this.#touched ? this.#field.value : null;
		this.#edited = this.#draft.edited;
		this.#printed = '';
	}

	/** Collects the output. */
	event(event: Event): void {
		if (event.kind === 'stdout') {
			this.#printed += event.text;
		}
	}

	/** The run has ended. */
	ended({ at, reason, code }: End): void {
		const predicted = this.#predicted;
		this.#predicted = null;
		if (!this.#asking) {
			return;
		}
		const whole = reason === 'exit' && code === 0;
		if (predicted === null) {
			if (whole && !this.#edited) {
				this.#answer('predictSkipped');
			}
			return;
		}
		if (this.#edited) {
			this.#write(this.#t('predictEdited'));
			return;
		}
		const comparison = whole
			? this.#field.compare(predicted, { lines: this.#printed.split('\n'), took: at })
			: null;
		if (!comparison) {
			this.#write(this.#t('predictUnfinished'));
			return;
		}
		part(this.#compared, '.predict-view').replaceChildren(comparison.view);
		this.#write(comparison.words);
		this.#show(false);
		if (this.#compared.contains(document.activeElement)) {
			bringIntoSight(this.#compared, this.#output);
		}
		const detail = { id: this.#id, version: this.#root.dataset['version'], ok: comparison.right };
		this.#root.dispatchEvent(new CustomEvent('tour-prediction', { bubbles: true, detail }));
	}

	#listen(): void {
		wire(this.#root, 'predict', () => {
			this.#compare();
		});
		wire(this.#root, 'skip', () => {
			this.#store.set(this.#key, skipped);
			this.#answer('predictSkipped');
			this.#run();
		});
		wire(this.#compared, 'again', () => {
			this.#again();
		});
		this.#root.querySelector('input')?.addEventListener('keydown', ({ key, isComposing }) => {
			if (key === 'Enter' && !isComposing) {
				this.#compare();
			}
		});
	}

	#compare(): void {
		if (this.#field.value === null) {
			this.#ask('predictNone');
			this.#field.focus();
			return;
		}
		this.#touched = true;
		this.#ask();
		this.#write('');
		this.#keep();
		this.#run();
	}

	#again(): void {
		part(this.#compared, '.predict-view').replaceChildren();
		this.#write('');
		this.#show(true);
		this.#store.remove(this.#key);
		this.#touched = false;
		this.#field.focus();
	}

	/** Restores the answer of an earlier visit. */
	#recall(): void {
		const kept = this.#store.get(this.#key);
		if (kept === skipped) {
			this.#answer('predictSkipped');
		} else if (kept !== null) {
			this.#field.restore(kept);
			this.#touched = true;
		}
	}

	#keep(): void {
		const { value } = this.#field;
		if (value !== null) {
			this.#store.set(this.#key, value);
		}
	}

	/** Closes the question without a comparison. */
	#answer(words: 'predictSkipped'): void {
		part(this.#compared, '.predict-view').replaceChildren();
		this.#write(this.#t(words));
		this.#show(false);
	}

	/** Shows the question, or its result. */
	#show(asking: boolean): void {
		const focused = part(this.#root, '.predict-ask').contains(document.activeElement);
		this.#asking = asking;
		part(this.#root, '.predict-ask').hidden = !asking;
		const again = part(this.#compared, '[data-do="again"]');
		again.hidden = asking;
		this.#expected.open = !asking;
		if (focused) {
			again.focus({ preventScroll: true });
		}
	}

	/** Shows what the question lacks before it can be compared; without an argument, that it lacks nothing. */
	#ask(lack?: 'predictNone'): void {
		part(this.#root, '.predict-lack').textContent = lack ? this.#t(lack) : '';
	}

	/** Shows what became of the prediction. */
	#write(words: string): void {
		part(this.#compared, '.predict-words').replaceChildren(...sentence(words));
	}
}
