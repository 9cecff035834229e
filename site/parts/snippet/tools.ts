import type { Diagnostic } from '../../ts/contract/run';
import type { Page } from '../../ts/page/page';
import type { Draft } from './draft';
import { copy } from './clipboard';
import { canShare, fragment } from './share';
import { texts, type Texts } from './texts';

/** The snippet around the tools. */
export interface Beside {
	/** Shows diagnostics of a tool. */
	found(items: readonly Diagnostic[]): void;
	say(words: string): void;
	/** Shows a lasting sentence, with a button for an action. */
	offer(words: string, label: string, action: () => void): void;
}

/** The tools for a program, beside running it. */
export class Tools {
	readonly #page: Page;
	readonly #t: Texts;
	readonly #id: string;
	readonly #draft: Draft;
	readonly #beside: Beside;

	constructor(page: Page, id: string, draft: Draft, beside: Beside) {
		this.#page = page;
		this.#t = texts(page.config.lang);
		this.#id = id;
		this.#draft = draft;
		this.#beside = beside;
	}

	/** Restores the published program, and offers to undo that. */
	reset(): void {
		const before = this.#draft.text;
		this.#beside.found([]);
		if (!this.#draft.edited) {
			this.#beside.say(this.#t('wasReset'));
			return;
		}
		this.#draft.edit(this.#draft.published);
		this.#beside.say(this.#t('wasReset'));
		this.#beside.offer(this.#t('wasReset'), this.#t('undo'), () => {
			this.#draft.edit(before);
		});
	}

	/** Formats the program as gofmt does, and corrects its imports. */
	async format(): Promise<void> {
		const t = this.#t;
		const source = this.#draft.text;
		try {
			const { format } = await import('../../ts/page/run/format');
			const result = await format('main.go', this.#draft.source, this.#page.config);
			if ('items' in result) {
				this.#beside.found(result.items);
				this.#beside.say(t('notFormatted'));
				return;
			}
			if (this.#draft.text !== source) {
				return; // edited meanwhile
			}
			const formatted = result.source.replace(/\n+$/, '');
			this.#beside.found([]);
			this.#draft.edit(formatted);
			this.#beside.say(formatted === source ? t('formattedAlready') : told(result, t));
		} catch (error) {
			console.error(error);
			this.#beside.say(t('formatFailed'));
		}
	}

	/** Copies a link to the program as it is. */
	async share(): Promise<void> {
		const t = this.#t;
		if (this.#draft.edited && !canShare()) {
			this.#beside.say(t('linkOld'));
			return;
		}
		const link = new URL(location.href);
		link.hash = this.#draft.edited ? await fragment(this.#id, this.#draft.text) : this.#id;
		if (await copy(link.href)) {
			this.#beside.say(t('linkCopied'));
		} else {
			history.replaceState(history.state, '', link.hash);
			this.#beside.say(t('linkMade'));
		}
	}

	/** Copies the program. */
	async copy(): Promise<void> {
		const t = this.#t;
		this.#beside.say(t((await copy(`${this.#draft.text}\n`)) ? 'copied' : 'notCopied'));
	}
}

/** Returns the sentence about a formatted program: which imports it has got and lost. */
function told({ added, removed }: { added: string[]; removed: string[] }, t: Texts): string {
	const paths = (list: string[]): string => list.join(t('listAnd'));
	return [
		t('formatted'),
		added.length > 0 ? t('importsAdded', { paths: paths(added) }) : '',
		removed.length > 0 ? t('importsRemoved', { paths: paths(removed) }) : '',
	].join('');
}
