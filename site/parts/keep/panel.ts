import { part, wire } from '../../ts/page/elements';
import { save } from '../../ts/page/save';
import type { Lang } from '../../ts/contract/run';
import type { FileError } from '../progress/file';
import type { ProgressRecord } from '../progress/record';
import { texts, type Texts } from './texts';

/** The home page's panel: what has been done, saved as a file, loaded from one, and forgotten. */
export class Panel {
	readonly #root: HTMLElement;
	readonly #record: ProgressRecord;
	readonly #t: Texts;
	readonly #file: HTMLInputElement;

	/** Uses the elements of keep.html in root. */
	constructor(root: HTMLElement, record: ProgressRecord, lang: Lang) {
		this.#root = root;
		this.#record = record;
		this.#t = texts(lang);
		this.#file = part(root, 'input[type="file"]') as HTMLInputElement;
		wire(root, 'save', () => {
			this.#save();
		});
		wire(root, 'load', () => {
			this.#file.click();
		});
		wire(root, 'clear', () => {
			this.#ask(true);
		});
		wire(root, 'keep', () => {
			this.#ask(false);
		});
		wire(root, 'forget', async () => {
			await record.clear();
			this.#ask(false);
			this.#say(this.#t(record.denied ? 'keepDenied' : 'keepCleared'));
		});
		this.#file.addEventListener('change', () => void this.#load());
		record.addEventListener('change', () => {
			this.#show();
		});
		this.#show();
	}

	#show(): void {
		const done = {
			read: this.#record.count('read'),
			run: this.#record.count('run'),
			predicted: this.#record.count('predicted'),
			answered: this.#record.count('answered'),
			solved: this.#record.count('solved'),
		};
		const lessons = this.#root.dataset['lessons'] ?? '';
		const none = this.#record.entries.length === 0;
		const sum = none ? this.#t('keepNone') : this.#t('keepSum', { ...done, lessons });
		const [tries, hints] = [this.#record.times('tried'), this.#record.times('hinted')];
		const way = tries + hints > 0 ? this.#t('keepWay', { tries, hints }) : '';
		part(this.#root, '.keep-sum').textContent = sum + way;
		for (const name of ['save', 'clear']) {
			(part(this.#root, `[data-do="${name}"]`) as HTMLButtonElement).disabled = none;
		}
		if (this.#record.denied) {
			this.#say(this.#t('keepDenied'));
		}
	}

	/** Asks whether all is to be forgotten, or returns to the buttons. */
	#ask(asking: boolean): void {
		part(this.#root, '.keep-sure').hidden = !asking;
		part(this.#root, '.keep-buttons').hidden = asking;
		part(this.#root, `[data-do="${asking ? 'keep' : 'load'}"]`).focus();
	}

	#save(): void {
		save('async-tour-progress.json', 'application/json', [this.#record.save()]);
	}

	async #load(): Promise<void> {
		const file = this.#file.files?.[0];
		this.#file.value = ''; // so that the same file can be chosen again
		if (!file) {
			return;
		}
		try {
			const n = await this.#record.merge(file);
			this.#say(this.#t(this.#record.denied ? 'keepDenied' : 'keepLoaded', { n }));
		} catch (error) {
			this.#say(this.#t((error as Partial<FileError>).why === 'later' ? 'keepLater' : 'keepNotOurs'));
		}
	}

	#say(words: string): void {
		part(this.#root, '[role="status"]').textContent = words;
	}
}
