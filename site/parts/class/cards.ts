import type { Member } from '../../ts/class/member';
import type { Card } from '../../ts/class/protocol';
import type { Page } from '../../ts/page/page';
import { fragment } from '../snippet/share';
import { make } from './elements';
import type { Panel } from './panel';
import { texts, type Texts } from './texts';

/** The messages to a class, the last first. Whoever was away finds them here. */
export class Cards {
	readonly panel: Panel;
	readonly #member: Member;
	readonly #page: Page;
	readonly #t: Texts;
	/** The number of the last message that was read. */
	readonly #key: string;
	#shown = -1;

	constructor(panel: Panel, member: Member, page: Page) {
		this.panel = panel;
		this.#member = member;
		this.#page = page;
		this.#t = texts(page.config.lang);
		this.#key = `class-read:${member.membership.code}`;
	}

	/** The last message, if it was not read. */
	get unread(): Card | undefined {
		return this.unreadCount > 0 ? this.#all[0] : undefined;
	}

	get unreadCount(): number {
		return this.#all.filter(({ n }) => n > this.#read).length;
	}

	/** The panel opens: what it shows counts as read. */
	read(): void {
		const last = this.#all[0]?.n ?? 0;
		sessionStorage.setItem(this.#key, String(last));
		this.#member.dispatchEvent(new Event('change'));
	}

	/** Returns the name of a place beneath the language. */
	place(at: string): string {
		const lesson = at.split('/')[0] ?? '';
		const link = document.querySelector(`li[data-lesson="${CSS.escape(lesson)}"] a > span:nth-child(2)`);
		return link?.textContent ?? lesson;
	}

	/** Something has changed. */
	update(): void {
		const all = this.#all;
		if (this.#shown === all.length) {
			return;
		}
		this.#shown = all.length;
		const list = make('ul', 'class-cards', ...all.map((card) => this.#item(card)));
		this.panel.show(this.#t('classCards'), all.length > 0 ? list : make('p', 'note', this.#t('classCardsNone')));
	}

	get #all(): Card[] {
		return (this.#member.state?.cards ?? []).toReversed();
	}

	get #read(): number {
		return Number(sessionStorage.getItem(this.#key) ?? 0);
	}

	#item({ kind, body }: Card): HTMLElement {
		const item = make('li', '');
		const { text = '', at = '', source = '' } = body;
		if (text !== '') {
			item.append(make('p', '', text));
		}
		if (at !== '') {
			const { base, lang } = this.#page.config;
			const link = make('a', '', this.#t('classHere', { place: this.place(at) }));
			link.href = `${base}${lang}/${at}`;
			if (source !== '') {
				void this.#carry(link, at, source);
				if (kind === 'trace') {
					link.addEventListener('click', () => (this.#page.prefs.timeline = true));
				}
			}
			item.append(link);
		}
		return item;
	}

	/** Has a link carry a program: the page shows it beside the reader's own, which stays. */
	async #carry(link: HTMLAnchorElement, at: string, source: string): Promise<void> {
		const snippet = at.split('#')[1] ?? '';
		link.hash = await fragment(snippet, { go: source, python: '' });
		link.textContent = this.#t('classProgram', { place: this.place(at) });
	}
}
