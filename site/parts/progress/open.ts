import { part } from '../../ts/page/elements';
import type { Page } from '../../ts/page/page';
import type { Question } from './cards';
import { ProgressRecord } from './record';
import { browserShelf } from './shelf';
import { texts, type Texts } from './texts';

/** Opens the record of this browser, and shows on a page what it has. */
export async function open(document: Document, page: Page): Promise<ProgressRecord> {
	const { store, config } = page;
	const record = new ProgressRecord(browserShelf());
	const t = texts(config.lang);
	const items = [...document.querySelectorAll<HTMLElement>('li[data-lesson]')].map((item) => new Item(item, t));
	record.addEventListener('change', () => {
		show(document, items, record, t);
	});
	store.addEventListener('change', () => void record.load()); // another page may have added to it
	record.addEventListener('kept', () => store.set('progress', String(Date.now()))); // which other pages notice
	await record.load();
	return record;
}

/** Shows what has been done, where lessons are listed, and how much is to be reviewed. */
function show(document: Document, items: readonly Item[], record: ProgressRecord, t: Texts): void {
	for (const item of items) {
		item.show(record);
	}
	const begin = document.querySelector<HTMLAnchorElement>('.hero .begin');
	if (begin && items.some((item) => item.begun(record))) {
		const next = items.find((item) => !record.has('read', item.name));
		begin.href = (next ?? items[0]!).href;
		begin.textContent = next
			? t('progressGoOn', { number: items.indexOf(next) + 1, title: next.title })
			: t('progressAll');
	}
	const link = document.querySelector<HTMLElement>('.review-link');
	if (link) {
		const { length } = record.today(items.flatMap(({ questions }) => questions)).due;
		const due = part(link, '.review-due');
		due.hidden = length === 0;
		due.textContent = t('progressDue', { n: length });
	}
}

/** A lesson in a list: of the home page, or beside a lesson. */
class Item {
	readonly #root: HTMLElement;
	readonly #t: Texts;
	readonly name: string;
	readonly #snippets: readonly string[];
	readonly #exercises: readonly string[];
	readonly #predicted: readonly Question[];
	readonly #asked: readonly Question[];

	constructor(root: HTMLElement, t: Texts) {
		this.#root = root;
		this.#t = t;
		const { lesson = '', snippets, exercises, predictions, questions } = root.dataset;
		this.name = lesson;
		this.#snippets = words(snippets);
		this.#exercises = words(exercises);
		this.#predicted = words(predictions).map(question);
		this.#asked = words(questions).map(question);
	}

	/** What the lesson asks, which the review may ask again. */
	get questions(): Question[] {
		return [...this.#predicted, ...this.#asked];
	}

	get href(): string {
		return (part(this.#root, 'a') as HTMLAnchorElement).href;
	}

	get title(): string {
		return this.#root.querySelector('.card-title')?.textContent ?? '';
	}

	/** Reports whether anything of the lesson has been done. */
	begun(record: ProgressRecord): boolean {
		return record.has('read', this.name) || this.#counts(record).some(({ done }) => done > 0);
	}

	show(record: ProgressRecord): void {
		const t = this.#t;
		const read = record.has('read', this.name);
		const tick = part(this.#root, '.tick');
		tick.hidden = !this.begun(record);
		tick.dataset['done'] = read ? 'read' : 'begun';
		part(tick, '.tick-mark').textContent = read ? '✓' : '○';
		part(tick, '.tick-word').textContent = t(read ? 'progressOne' : 'progressBegun');
		const counts = this.#counts(record).filter(({ all }) => all > 0);
		const begun = counts.filter(({ done }) => done > 0);
		const place = part(this.#root, '.done');
		place.hidden = begun.length === 0;
		part(place, '.done-words').textContent = begun.map(({ key, done, all }) => t(key, { done, all })).join(' · ');
		const figure = place.querySelector('.done-figure');
		if (figure) {
			const [done, all] = [sum(counts.map(({ done }) => done)), sum(counts.map(({ all }) => all))];
			figure.textContent = `${done}/${all}`;
		}
	}

	#counts(record: ProgressRecord): { key: CountKey; done: number; all: number }[] {
		const count = (key: CountKey, deed: 'run' | 'predicted' | 'answered' | 'solved', ids: readonly string[]) => ({
			key,
			done: record.count(deed, ids),
			all: ids.length,
		});
		return [
			count('progressRun', 'run', this.#snippets),
			count('progressPredicted', 'predicted', this.#predicted.map(id)),
			count('progressAnswered', 'answered', this.#asked.map(id)),
			count('progressSolved', 'solved', this.#exercises),
		];
	}
}

type CountKey = 'progressRun' | 'progressPredicted' | 'progressAnswered' | 'progressSolved';

function words(text = ''): string[] {
	return text.split(' ').filter(Boolean);
}

/** Returns the question that is named "gather/fate:1a2b3c4d", by its id and its version. */
function question(text: string): Question {
	const [id = '', version = ''] = text.split(':');
	return { id, version };
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((a, b) => a + b, 0);
}

function id({ id }: Question): string {
	return id;
}
