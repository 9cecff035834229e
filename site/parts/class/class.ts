import { mayBeMember } from '../../ts/class/membership';
import type { Page } from '../../ts/page/page';
import type { FieldIn } from '../predict/field';
import type { Snippet } from '../snippet/snippet';
import type { Attendance } from './attend';

/** Brings the pages of a class to life, and on every other page the bar of whoever is in one: nobody else loads it. */
export class InClass {
	readonly #attendance: Promise<Attendance | undefined> | undefined;

	/** `fieldIn` is of the predictions. */
	constructor(document: Document, page: Page, fieldIn: FieldIn) {
		const room = document.querySelector<HTMLElement>('main[data-room]');
		const load = room
			? import('./rooms').then(({ open }) => open(room, page))
			: page.config.asked !== undefined && mayBeMember()
				? (this.#attendance = import('./attend').then(({ attend }) => attend(document, page, fieldIn)))
				: undefined;
		load?.catch((error: unknown) => {
			console.error(error);
			void page.renewal.missed();
		});
	}

	/** Lets the class know how runs of a snippet end. */
	readonly follow = (snippet: Snippet): void => {
		this.#attendance?.then(
			(attendance) => attendance?.follow(snippet),
			() => {},
		);
	};
}
