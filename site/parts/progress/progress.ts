import { part } from '../../ts/page/elements';
import type { Page } from '../../ts/page/page';
import type { Snippet } from '../snippet/snippet';
import { ProgressRecord } from './record';
import { browserShelf } from './shelf';
import { texts, type Texts } from './texts';

/** Shows on a page what the reader has done, and records what is done there. */
export class Progress {
	readonly #document: Document;
	readonly #t: Texts;
	readonly #record = new ProgressRecord(browserShelf());

	/** The list of lessons, and on the home page the rest, are those of the document. */
	constructor(document: Document, page: Page) {
		this.#document = document;
		this.#t = texts(page.config.lang);
		this.#record.addEventListener('change', () => {
			this.#show();
		});
		void this.#record.load();
		page.store.addEventListener('change', () => void this.#record.load()); // another page may have added to it
		this.#watchEnd();
		const panel = document.querySelector<HTMLElement>('.progress');
		if (panel) {
			void import('./panel').then(({ Panel }) => new Panel(panel, this.#record, page.config.lang));
		}
	}

	/** Records the runs and the prediction of a snippet. */
	readonly follow = (snippet: Snippet): void => {
		snippet.session.observe({
			event: ({ kind }) => {
				if (kind === 'running') {
					void this.#record.add('run', snippet.id);
				}
			},
		});
		snippet.root.addEventListener('predicted', () => void this.#record.add('predicted', snippet.id));
	};

	/** This page's lesson counts as read when its end comes into view. */
	#watchEnd(): void {
		const lesson = this.#document.querySelector<HTMLElement>('article[data-lesson]')?.dataset['lesson'];
		const end = this.#document.querySelector('.turn');
		if (lesson === undefined || end === null) {
			return;
		}
		const observer = new IntersectionObserver((entries) => {
			if (entries.some((entry) => entry.isIntersecting)) {
				observer.disconnect();
				void this.#record.add('read', lesson);
			}
		});
		observer.observe(end);
	}

	#show(): void {
		const items = [...this.#document.querySelectorAll<HTMLElement>('li[data-lesson]')].map((item) => new Item(item));
		for (const item of items) {
			item.show(this.#record, this.#t);
		}
		const begin = this.#document.querySelector<HTMLAnchorElement>('.hero .begin');
		if (begin && items.some((item) => item.begun(this.#record))) {
			const next = items.find((item) => !this.#record.has('read', item.name));
			begin.href = (next ?? items[0]!).href;
			begin.textContent = next
				? this.#t('progressGoOn', { number: items.indexOf(next) + 1, title: next.title })
				: this.#t('progressAll');
		}
	}
}

/** A lesson in a list: of the home page, or beside a lesson. */
class Item {
	readonly #root: HTMLElement;
	readonly name: string;
	readonly #snippets: readonly string[];
	readonly #predictions: readonly string[];

	constructor(root: HTMLElement) {
		this.#root = root;
		const { lesson = '', snippets = '', predictions = '' } = root.dataset;
		this.name = lesson;
		this.#snippets = words(snippets);
		this.#predictions = words(predictions);
	}

	get href(): string {
		return (part(this.#root, 'a') as HTMLAnchorElement).href;
	}

	get title(): string {
		return this.#root.querySelector('.card-title')?.textContent ?? '';
	}

	/** Reports whether anything of the lesson has been done. */
	begun(record: ProgressRecord): boolean {
		return record.has('read', this.name) || record.count('run', this.#snippets) > 0;
	}

	show(record: ProgressRecord, t: Texts): void {
		const read = record.has('read', this.name);
		const tick = part(this.#root, '.tick');
		tick.hidden = !read && !this.begun(record);
		tick.dataset['done'] = read ? 'read' : 'begun';
		part(tick, '.tick-mark').textContent = read ? '✓' : '○';
		part(tick, '.tick-word').textContent = t(read ? 'progressOne' : 'progressBegun');
		const done = this.#root.querySelector<HTMLElement>('.done');
		if (done) {
			const [run, predicted] = [record.count('run', this.#snippets), record.count('predicted', this.#predictions)];
			const parts = [
				run > 0 && t('progressRun', { done: run, all: this.#snippets.length }),
				predicted > 0 && t('progressPredicted', { done: predicted, all: this.#predictions.length }),
			];
			done.textContent = parts.filter(Boolean).join(' · ');
			done.hidden = done.textContent === '';
		}
	}
}

function words(text: string): string[] {
	return text.split(' ').filter(Boolean);
}
