import { bringIntoSight, part, wire } from '../../ts/page/elements';
import { mainFile, trimmed } from '../files/files';
import { texts as snippetTexts } from '../snippet/texts';
import type { Snippet } from '../snippet/snippet';
import { texts, type Texts } from './texts';

/**
 * A solution of an exercise, beside the reader's program. It is offered after an honest try, and before it if the
 * reader insists.
 */
export class Solution {
	readonly #snippet: Snippet;
	readonly #t: Texts;
	readonly #offer: HTMLElement;
	readonly #root: HTMLElement;
	readonly #shown: () => void;

	/** Uses the elements of exercise.html. `shown` is called when the reader has it shown. */
	constructor(snippet: Snippet, shown: () => void) {
		this.#snippet = snippet;
		this.#t = texts(snippet.page.config.lang);
		this.#offer = part(snippet.root, '.offer');
		this.#root = part(snippet.root, '.solution');
		this.#shown = shown;
		wire(this.#offer, 'solution', () => this.#show());
		wire(this.#root, 'hide', () => this.#hide());
		wire(this.#root, 'take', () => this.#take());
	}

	/** The reader has tried. */
	allow(): void {
		part(this.#offer, '.offer-note').hidden = true;
		part(this.#offer, 'button').textContent = this.#t('solutionShow');
	}

	async #show(): Promise<void> {
		const { id, page } = this.#snippet;
		const code = part(this.#root, 'code');
		try {
			if (code.textContent === '') {
				const [{ Exercises }, { paint }] = await Promise.all([
					import('../../ts/page/run/exercises'),
					import('../editor/paint'),
				]);
				const { solution } = await new Exercises(page.config).get(id);
				code.replaceChildren(...paint(solution));
			}
		} catch (error) {
			console.error(error);
			this.#snippet.notify(await page.renewal.explain(this.#t('solutionFailed')));
			return;
		}
		this.#root.hidden = false;
		this.#offer.hidden = true;
		this.#root.focus({ preventScroll: true });
		bringIntoSight(this.#root, this.#root);
		this.#shown();
	}

	#hide(): void {
		this.#root.hidden = true;
		this.#offer.hidden = false;
		this.allow();
		part(this.#offer, 'button').focus({ preventScroll: true });
	}

	/** Puts it into the editor, and offers to undo that. */
	#take(): void {
		const { draft, page } = this.#snippet;
		const before = draft.files;
		draft.replace(trimmed({ [mainFile]: part(this.#root, 'code').textContent }));
		const undo = snippetTexts(page.config.lang)('undo');
		this.#snippet.notify(this.#t('solutionTaken'), undo, () => draft.replace(before));
	}
}
