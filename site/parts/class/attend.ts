import { answerTabs, findMembership, forgetMembership } from '../../ts/class/membership';
import { browserMeans } from '../../ts/class/link';
import { Member } from '../../ts/class/member';
import { Outbox } from '../../ts/class/outbox';
import { Watched } from '../../ts/class/outcome';
import type { Lang } from '../../ts/contract/run';
import type { Page } from '../../ts/page/page';
import type { FieldIn } from '../predict/field';
import type { Snippet } from '../snippet/snippet';
import { sources } from '../files/files';
import { Bar } from './bar';
import { submit } from './requests';

/** A page of somebody who is in a class: the bar, and what the class is told of the page. */
export class Attendance {
	readonly #member: Member;
	readonly #lesson: string;
	readonly #outbox: Outbox;
	readonly #lang: Lang;
	/** The snippet that the reader is at. */
	#at = '';

	constructor(document: Document, page: Page, member: Member, fieldIn: FieldIn) {
		this.#member = member;
		this.#lang = page.config.lang;
		this.#outbox = new Outbox((one) => submit(page.config, member.membership, one), sessionStorage);
		this.#lesson = document.querySelector<HTMLElement>('article[data-lesson]')?.dataset['lesson'] ?? '';
		new Bar(document, page, member, fieldIn);
		member.at(this.#lesson, '');
		member.addEventListener('change', () => {
			if (member.standing === 'ended') {
				this.#outbox.clear();
				forgetMembership();
			} else if (member.standing === 'connected') {
				void this.#outbox.flush();
			}
		});
	}

	/** Reports how runs of a snippet end, and when the reader comes to it. */
	follow(snippet: Snippet): void {
		const checks = snippet.root.querySelector<HTMLElement>('.checks');
		let watched: Watched | undefined;
		let files = snippet.draft.files;
		let source = '';
		snippet.session.observe({
			begun: (request) => {
				watched = new Watched(request, checks !== null);
				files = snippet.draft.files;
				source = snippet.draft.whole;
				this.#come(snippet.id);
			},
			event: (event) => watched?.event(event),
			ended: ({ reason, code }) => {
				const shown = watched?.ended(reason, code);
				if (shown) {
					this.#member.ran(snippet.id, shown, source);
				}
				const verdicts = watched?.verdicts ?? [];
				if (shown && verdicts.length > 0) {
					const version = checks?.dataset['version'] ?? '';
					this.#outbox.add({ exercise: snippet.id, version, files: sources(files), verdicts, lang: this.#lang });
				}
			},
		});
		const middle = new IntersectionObserver(
			(entries) => {
				if (entries.some((entry) => entry.isIntersecting)) {
					this.#come(snippet.id);
				}
			},
			{ rootMargin: '-45% 0px' }, // the middle of the window
		);
		middle.observe(snippet.root);
	}

	#come(snippet: string): void {
		if (this.#at !== snippet) {
			this.#at = snippet;
			this.#member.at(this.#lesson, snippet);
		}
	}
}

/** Attends the class that this tab, or another of this browser, has joined. Resolves to undefined if there is none. */
export async function attend(document: Document, page: Page, fieldIn: FieldIn): Promise<Attendance | undefined> {
	const membership = await findMembership();
	if (!membership) {
		return undefined;
	}
	answerTabs();
	return new Attendance(document, page, new Member(membership, page.config.lang, browserMeans(page.config.base)), fieldIn);
}
