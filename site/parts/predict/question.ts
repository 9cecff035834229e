import { part, wire } from '../../ts/page/elements';
import type { Chunk } from '../snippet/lines';
import type { End } from '../snippet/outcome';
import type { Program } from '../snippet/program';
import type { Tour } from '../../ts/page/tour';
import type { Field } from './field';
import { Guess } from './guess';
import { Sorter } from './sorter';

/** Kept in place of a prediction, where the reader would not make one. */
const skipped = 'skipped';

/**
 * What a snippet asks before its first run. It stands in no run's way: one that the
 * reader starts by Run is compared too, if there is a prediction, and passes for an
 * answer if there is none.
 */
export class Question {
	readonly #root: HTMLElement;
	readonly #tour: Tour;
	readonly #program: Program;
	readonly #run: () => void;
	readonly #field: Field;
	readonly #key: string;
	/** Whether the reader has begun to predict. */
	#touched = false;
	#asking = true;
	/** Of the run under way: what it is compared with, null where there is nothing. */
	#predicted: string | null = null;
	#edited = false;
	#printed = '';

	/** Takes over what templates/predict.html writes. */
	constructor(root: HTMLElement, id: string, tour: Tour, program: Program, run: () => void) {
		this.#root = root;
		this.#tour = tour;
		this.#program = program;
		this.#run = run;
		this.#key = `predict:${id}`;
		const changed = (): void => {
			this.#touched = true;
			this.#tell('');
			this.#keep();
		};
		const list = root.querySelector<HTMLElement>('.predict-lines');
		const say = (words: string): void => {
			part(this.#root, '.predict-said').textContent = words;
		};
		this.#field = list ? new Sorter(list, tour.t, say, changed) : new Guess(part(root, 'input') as HTMLInputElement, tour.t, changed);
		this.#listen();
		this.#recall();
	}

	/** A run begins. */
	begun(): void {
		this.#predicted = this.#touched ? this.#field.value : null;
		this.#edited = this.#program.edited;
		this.#printed = '';
	}

	/** The run has printed something. */
	printed({ kind, text }: Chunk): void {
		if (kind === 'stdout') {
			this.#printed += text;
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
			this.#tell(this.#tour.t('predictEdited'));
			return;
		}
		const comparison = whole ? this.#field.compare(predicted, { lines: this.#printed.split('\n'), took: at }) : null;
		if (!comparison) {
			this.#tell(this.#tour.t('predictUnfinished'));
			return;
		}
		part(this.#root, '.predict-view').replaceChildren(comparison.view);
		this.#tell(comparison.words);
		this.#show(false);
	}

	#listen(): void {
		wire(this.#root, 'predict', () => {
			this.#compare();
		});
		wire(this.#root, 'skip', () => {
			this.#tour.store.set(this.#key, skipped);
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
			this.#tell(this.#tour.t('predictNone'));
			this.#field.focus();
			return;
		}
		this.#touched = true;
		this.#tell('');
		this.#keep();
		this.#run();
	}

	#again(): void {
		part(this.#root, '.predict-view').replaceChildren();
		this.#tell('');
		this.#show(true);
		this.#tour.store.remove(this.#key);
		this.#touched = false;
		this.#field.focus();
	}

	/** Takes up what was kept of an earlier visit. */
	#recall(): void {
		const kept = this.#tour.store.get(this.#key);
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
			this.#tour.store.set(this.#key, value);
		}
	}

	/** Leaves the question without a comparison. */
	#answer(words: 'predictSkipped'): void {
		part(this.#root, '.predict-view').replaceChildren();
		this.#tell(this.#tour.t(words));
		this.#show(false);
	}

	/** Shows the question, or what came of it. */
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

	#tell(words: string): void {
		part(this.#root, '.predict-words').textContent = words;
	}
}
