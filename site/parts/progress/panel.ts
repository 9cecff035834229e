import type { Lang } from '../../ts/contract/run';
import { part, wire } from '../../ts/page/elements';
import { save } from '../../ts/page/save';
import { mostBytes, type ProgressRecord } from './record';
import { texts, type Texts } from './texts';

/** The home page's panel: what has been done, saved as a file, loaded from one, and forgotten. */
export class Panel {
	readonly #root: HTMLElement;
	readonly #record: ProgressRecord;
	readonly #t: Texts;
	readonly #file: HTMLInputElement;

	/** Uses the elements of progress.html in root. */
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
			this.#say(this.#t('progressCleared'));
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
		};
		const lessons = this.#root.dataset['lessons'] ?? '';
		const none = done.read + done.run + done.predicted === 0;
		part(this.#root, '.progress-sum').textContent = none
			? this.#t('progressNone')
			: this.#t('progressSum', { ...done, lessons });
		for (const name of ['save', 'clear']) {
			(part(this.#root, `[data-do="${name}"]`) as HTMLButtonElement).disabled = none;
		}
		if (this.#record.denied) {
			this.#say(this.#t('progressDenied'));
		}
	}

	/** Asks whether all is to be forgotten, or returns to the buttons. */
	#ask(asking: boolean): void {
		part(this.#root, '.progress-sure').hidden = !asking;
		part(this.#root, '.progress-buttons').hidden = asking;
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
			if (file.size > mostBytes) {
				throw new Error(`${file.size} bytes`);
			}
			const n = await this.#record.merge(await file.text());
			this.#say(this.#t('progressLoaded', { n }));
		} catch {
			this.#say(this.#t('progressNotOurs'));
		}
	}

	#say(words: string): void {
		part(this.#root, '[role="status"]').textContent = words;
	}
}
