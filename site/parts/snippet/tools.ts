import type { Diagnostic } from '../../ts/contract/run';
import type { Page } from '../../ts/page/page';
import type { Draft } from './draft';
import { copy } from './clipboard';
import { trimmed } from '../files/files';
import { canShare, fragment } from './share';
import { texts, type Texts } from './texts';

/** The snippet around the tools. */
export interface Beside {
	/** The name of the file that shows. */
	file(): string;
	/** Shows diagnostics of a tool. */
	found(items: readonly Diagnostic[]): void;
	/** Shows a sentence; `names` are the code in it. */
	say(words: string, names?: readonly string[]): void;
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
		const before = this.#draft.files;
		this.#beside.found([]);
		if (!this.#draft.edited) {
			this.#beside.say(this.#t('wasReset'));
			return;
		}
		this.#draft.replace(this.#draft.published);
		this.#beside.say(this.#t('wasReset'));
		this.#beside.offer(this.#t('wasReset'), this.#t('undo'), () => {
			this.#draft.replace(before);
		});
	}

	/** Formats all files as gofmt does, and corrects their imports, or, if one does not parse, none. */
	async format(): Promise<void> {
		const t = this.#t;
		const { whole, source } = this.#draft;
		try {
			await this.#page.programs;
			const { format } = await import('../../ts/page/run/format');
			const formatted: Record<string, string> = {};
			const [added, removed] = [new Set<string>(), new Set<string>()];
			for (const name of Object.keys(source)) {
				const result = await format(name, source, this.#page.config);
				if ('items' in result) {
					this.#beside.found(result.items);
					this.#beside.say(t('notFormatted'));
					return;
				}
				formatted[name] = result.source;
				result.added.forEach((path) => added.add(path));
				result.removed.forEach((path) => removed.add(path));
			}
			if (this.#draft.whole !== whole) {
				return; // edited meanwhile
			}
			this.#beside.found([]);
			this.#draft.replace(trimmed(formatted));
			const told = this.#draft.whole === whole ? t('formattedAlready') : changes([...added], [...removed], t);
			this.#beside.say(told, [...added, ...removed]);
		} catch (error) {
			console.error(error);
			this.#beside.say(await this.#page.renewal.explain(t('formatFailed')));
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
		link.hash = this.#draft.edited ? await fragment(this.#id, this.#draft.whole) : this.#id;
		if (await copy(link.href)) {
			this.#beside.say(t('linkCopied'));
		} else {
			history.replaceState(history.state, '', link.hash);
			this.#beside.say(t('linkMade'));
		}
	}

	/** Copies the file that shows. */
	async copy(): Promise<void> {
		const t = this.#t;
		const text = this.#draft.source[this.#beside.file()] ?? '';
		this.#beside.say(t((await copy(text)) ? 'copied' : 'notCopied'));
	}
}

/** Returns the sentence about a formatted program: which imports it has got and lost. */
function changes(added: string[], removed: string[], t: Texts): string {
	const paths = (list: string[]): string => list.join(t('listAnd'));
	return [
		t('formatted'),
		added.length > 0 ? t('importsAdded', { paths: paths(added) }) : '',
		removed.length > 0 ? t('importsRemoved', { paths: paths(removed) }) : '',
	].join('');
}
