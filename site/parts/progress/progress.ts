import { Lazy } from '../../ts/page/lazy';
import type { Page } from '../../ts/page/page';
import type { Snippet } from '../snippet/snippet';
import type { Deed, Note } from './entry';
import type { ProgressRecord } from './record';

/** What the elements of a lesson send as "tour-question", "tour-prediction" and "tour-exercise". */
interface Detail {
	id: string;
	version: string;
	/** Of a question and a prediction: whether the answer was right. */
	ok?: boolean;
	/** Of an exercise. */
	state?: Deed & ('tried' | 'hinted' | 'shown' | 'solved');
}

/** Records what the reader does on a page. What keeps and shows it is loaded after the page's script. */
export class Progress {
	readonly #document: Document;
	readonly record: Lazy<ProgressRecord>;

	/** What has been done is shown where the document lists lessons, and on the home page. */
	constructor(document: Document, page: Page) {
		this.#document = document;
		this.record = new Lazy(async () => (await import('./open')).open(document, page));
		this.record.get().catch(() => void page.renewal.missed());
		const noting = (name: string, deed?: Deed): void =>
			document.addEventListener(`tour-${name}`, (event) => {
				const { id, version, ok, state } = (event as CustomEvent<Detail>).detail;
				this.#note({ deed: deed ?? state!, id, version, ...(ok !== undefined && { ok }) });
			});
		noting('question', 'answered');
		noting('prediction', 'predicted');
		noting('exercise');
		this.#watchEnd();
	}

	/** Records the runs of a snippet. */
	readonly follow = (snippet: Snippet): void => {
		snippet.session.observe({
			event: ({ kind }) => {
				if (kind === 'running') {
					this.#note({ deed: 'run', id: snippet.id });
				}
			},
		});
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
				this.#note({ deed: 'read', id: lesson });
			}
		});
		observer.observe(end);
	}

	/** Without what keeps it nothing is noted: the page says so already. */
	#note(note: Note): void {
		this.record.get().then(
			(record) => record.add(note),
			() => {},
		);
	}
}
