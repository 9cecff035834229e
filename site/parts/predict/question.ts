import { sentence } from '../../ts/page/code';
import { part, wire } from '../../ts/page/elements';
import type { Event } from '../../ts/contract/run';
import type { End, RunObserver } from '../../ts/page/run/session';
import type { Store } from '../../ts/page/store';
import type { Draft } from '../snippet/draft';
import type { Snippet } from '../snippet/snippet';
import type { Field } from './field';
import { Guess } from './guess';
import { Sorter } from './sorter';
import { texts, type Texts } from './texts';

/** Asks for a prediction before a snippet's first run, if the snippet has one. */
export function predict(snippet: Snippet): void {
	const root = snippet.root.querySelector<HTMLElement>('.predict');
	if (root) {
		snippet.session.observe(new Question(root, snippet));
	}
}

/** Stored in place of a prediction if the reader skipped it. */
const skipped = 'skipped';

/**
 * The question of a snippet before its first run. It never blocks a run: one started by Run is compared too, if there
 * is a prediction, and otherwise skips the question.
 */
class Question implements RunObserver {
	readonly #root: HTMLElement;
	readonly #t: Texts;
	readonly #store: Store;
	readonly #draft: Draft;
	readonly #run: () => void;
	readonly #field: Field;
	readonly #key: string;
	/** Whether the reader has begun to predict. */
	#touched = false;
	#asking = true;
	/** The prediction to compare the run under way with; null if there is none. */
	#predicted: string | null = null;
	#edited = false;
	#printed = '';

	/** Uses the elements of predict.html in root. */
	constructor(root: HTMLElement, snippet: Snippet) {
		const { page, draft, id } = snippet;
		const t = texts(page.config.lang);
		this.#root = root;
		this.#t = t;
		this.#store = page.store;
		this.#draft = draft;
		this.#run = () => snippet.run();
		this.#key = `predict:${id}`;
		const changed = (): void => {
			this.#touched = true;
			this.#write('');
			this.#keep();
		};
		const list = root.querySelector<HTMLElement>('.predict-lines');
		const say = (words: string, line: string): void => {
			part(this.#root, '.predict-said').replaceChildren(...sentence(words, [line]));
		};
		this.#field = list
			? new Sorter(list, t, say, changed)
			: new Guess(part(root, 'input') as HTMLInputElement, page.config.lang, changed);
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
		part(this.#root, '.predict-view').replaceChildren(comparison.view);
		this.#write(comparison.words);
		this.#show(false);
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
		wire(this.#root, 'again', () => {
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
			this.#write(this.#t('predictNone'));
			this.#field.focus();
			return;
		}
		this.#touched = true;
		this.#write('');
		this.#keep();
		this.#run();
	}

	#again(): void {
		part(this.#root, '.predict-view').replaceChildren();
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
		part(this.#root, '.predict-view').replaceChildren();
		this.#write(this.#t(words));
		this.#show(false);
	}

	/** Shows the question, or its result. */
	#show(asking: boolean): void {
		const focused = part(this.#root, '.predict-ask').contains(document.activeElement);
		this.#asking = asking;
		part(this.#root, '.predict-ask').hidden = !asking;
		const again = part(this.#root, '[data-do="again"]');
		again.hidden = asking;
		if (focused) {
			again.focus();
		}
		const expected = this.#root.parentElement?.querySelector('details');
		if (expected) {
			expected.open = !asking;
		}
	}

	#write(words: string): void {
		part(this.#root, '.predict-words').replaceChildren(...sentence(words));
	}
}
