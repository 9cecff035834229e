import style from './bar.css' with { type: 'text' };
import questionStyle from './question.css' with { type: 'text' };
import type { Member } from '../../ts/class/member';
import type { Card } from '../../ts/class/protocol';
import type { Page } from '../../ts/page/page';
import type { FieldIn } from '../predict/field';
import { Cards } from './cards';
import { button, make, nameOf, write } from './elements';
import { Me } from './me';
import { Panel } from './panel';
import { Questions } from './questions';
import { Reply } from './reply';
import { texts, type Texts } from './texts';

for (const css of [questionStyle, style]) {
	const sheet = new CSSStyleSheet();
	sheet.replaceSync(css);
	document.adoptedStyleSheets.push(sheet);
}

/** The bar of a class at the foot of a page: who one is, what the class is at, messages, and one's hand. */
export class Bar {
	readonly #member: Member;
	readonly #page: Page;
	readonly #t: Texts;
	readonly #root: HTMLElement;
	readonly #name = nameOf('');
	readonly #now = make('p', 'class-now');
	readonly #words = make('span', '');
	readonly #figures = make('span', '');
	readonly #act: HTMLButtonElement;
	readonly #hand: HTMLButtonElement;
	readonly #handWord = make('span', 'class-word');
	readonly #mail: HTMLButtonElement;
	readonly #new = make('span', 'class-new');
	readonly #reply: Reply;
	readonly #cards: Cards;
	readonly #me: Me;

	/** Shows itself in the document. `fieldIn` is of the predictions. */
	constructor(document: Document, page: Page, member: Member, fieldIn: FieldIn) {
		this.#member = member;
		this.#page = page;
		const t = texts(page.config.lang);
		this.#t = t;
		const me = button('quiet class-me', '', () => {});
		me.append(make('span', 'class-sign'), this.#name);
		this.#act = button('run class-act', '', () => {});
		this.#mail = button('quiet class-mail', '', () => {});
		this.#mail.append(icon(envelope), word(t('classCardsShort')), this.#new);
		this.#hand = button('quiet class-hand', '', () => member.raise(!member.hand));
		this.#hand.append(icon(palm), this.#handWord);
		this.#words.setAttribute('role', 'status');
		this.#now.append(this.#words, ' ', this.#figures);
		const questions = new Questions(page);
		this.#reply = new Reply(new Panel('', this.#act), member, questions, page, fieldIn);
		this.#cards = new Cards(new Panel('narrow', this.#mail, (open) => open && this.#cards.read()), member, page);
		this.#me = new Me(new Panel('narrow start', me), member, page, () => this.#leave());
		const row = make('div', 'class-row', me, this.#now, this.#act, this.#mail, this.#hand);
		this.#root = make('aside', 'class-bar', row);
		this.#root.ariaLabel = t('classBar');
		document.body.classList.add('in-class');
		document.body.append(this.#root);
		document.querySelector('main')?.append(this.#reply.panel.element, this.#cards.panel.element, this.#me.panel.element);
		member.addEventListener('change', () => this.#show());
		questions.addEventListener('change', () => this.#show());
		this.#show();
	}

	#show(): void {
		const { standing, mine, state, hand } = this.#member;
		const t = this.#t;
		this.#root.toggleAttribute('data-offline', standing === 'offline');
		write(this.#name, mine?.name ?? '');
		this.#name.parentElement!.ariaLabel = t('classYou', { name: mine?.name ?? '' });
		const { words, figures = '', act } = this.#reply.offer();
		const card = act === '' ? this.#cards.unread : undefined;
		const offline = standing === 'offline';
		const at = offline || card?.body.source !== undefined ? '' : (card?.body.at ?? '');
		this.#say(offline ? t('classOffline') : card ? this.#cardWords(card) : words, at);
		write(this.#figures, offline ? '' : figures);
		this.#act.hidden = act === '';
		write(this.#act, act);
		const place = hand ? (mine?.place ?? 0) : 0;
		this.#hand.ariaPressed = String(hand);
		write(this.#handWord, place > 0 ? t('classPlaceShort', { place }) : t('classHandShort'));
		this.#hand.ariaLabel = place > 0 ? t('classPlace', { place }) : t('classHand');
		this.#hand.title = hand ? t('classHandDown') : t('classHand');
		const over = standing === 'ended';
		this.#hand.disabled = over || !state;
		this.#new.hidden = this.#cards.unreadCount === 0;
		write(this.#new, String(this.#cards.unreadCount));
		this.#mail.ariaLabel = `${t('classCards')} (${this.#cards.unreadCount})`;
		this.#reply.update();
		this.#cards.update();
		this.#me.update();
	}

	/** Says words, which lead to a place beneath the language; "": to none. */
	#say(words: string, at: string): void {
		const { base, lang } = this.#page.config;
		const href = at === '' ? '' : `${base}${lang}/${at}`;
		if (this.#words.textContent === words && (this.#words.querySelector('a')?.getAttribute('href') ?? '') === href) {
			return;
		}
		const link = make('a', '', words);
		link.href = href;
		link.addEventListener('click', () => this.#cards.read());
		this.#words.replaceChildren(href === '' ? words : link);
	}

	#cardWords({ kind, body }: Card): string {
		return kind !== 'text' && (body.text ?? '') === ''
			? this.#t('classHere', { place: this.#cards.place(body.at ?? '') })
			: this.#t('classCard', { text: body.text ?? '' });
	}

	#leave(): void {
		this.#root.remove();
		for (const { panel } of [this.#reply, this.#cards, this.#me]) {
			panel.element.remove();
		}
		document.body.classList.remove('in-class');
	}
}

const palm = 'M5 8V3.5a1 1 0 0 1 2 0V7m0-4.5a1 1 0 0 1 2 0V7m0-3.5a1 1 0 0 1 2 0V8m0-2a1 1 0 0 1 2 0v4a4.5 4.5 0 0 1-8.3 2.4L3 9.3a1 1 0 0 1 1.6-1.2L5 9';
const envelope = 'M2 4h12v8.5H2zM2 4.5l6 4.5 6-4.5';

function icon(path: string): SVGElement {
	const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
	svg.setAttribute('class', 'icon');
	svg.setAttribute('viewBox', '0 0 16 16');
	svg.setAttribute('aria-hidden', 'true');
	const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
	line.setAttribute('d', path);
	svg.append(line);
	return svg;
}

function word(text: string): HTMLElement {
	return make('span', 'class-word', text);
}
