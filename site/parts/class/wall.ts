import { browserMeans } from '../../ts/class/link';
import type { Example, State } from '../../ts/class/protocol';
import { Staff } from '../../ts/class/staff';
import { part } from '../../ts/page/elements';
import type { Page } from '../../ts/page/page';
import { make, write } from './elements';
import { sourceElements } from './exhibit';
import { histograms } from './histogram';
import { explained, type Question } from './question';
import { Questions } from './questions';
import { checkSignedIn } from './requests';
import { Showing } from './showing';
import { type Texts, texts } from './texts';

/** The projector's page. Nothing on it says who, and nothing what is right before the reveal. */
export function wall(root: HTMLElement, page: Page): void {
	new Wall(part(root, '.wall'), page, root.dataset['id'] ?? '').begin();
}

class Wall {
	readonly #root: HTMLElement;
	readonly #page: Page;
	readonly #staff: Staff;
	readonly #questions: Questions;
	readonly #t: Texts;
	readonly #answered = make('p', 'wall-answered');
	/** What the stage shows: it is made anew only when that is something else. */
	#shown = '';
	#showing: Showing | undefined;
	#checked = false;

	constructor(root: HTMLElement, page: Page, id: string) {
		const { lang, base } = page.config;
		this.#root = root;
		this.#page = page;
		this.#t = texts(lang);
		this.#staff = new Staff(id, true, lang, browserMeans(base));
		this.#questions = new Questions(page);
	}

	begin(): void {
		this.#staff.addEventListener('change', () => this.#show());
		this.#questions.addEventListener('change', () => this.#show());
		this.#show();
	}

	#show(): void {
		const { state, standing, fault } = this.#staff;
		const sign = part(this.#root, '.wall-sign');
		sign.dataset['standing'] = standing;
		write(sign, standing === 'offline' ? this.#t('classApart') : standing === 'ended' ? fault : '');
		if (!state) {
			if (standing === 'offline' && !this.#checked) {
				this.#checked = true;
				void checkSignedIn(this.#page.config);
			}
			return;
		}
		this.#head(state);
		const question = this.#questions.find(state.question);
		const stage = part(this.#root, '.wall-stage');
		stage.hidden = !state.shown && !question;
		part(this.#root, '.wall-idle').hidden = !stage.hidden;
		this.#root.dataset['phase'] = state.shown ? 'shown' : state.phase;
		if (state.shown) {
			this.#exhibit(stage, state.shown);
		} else if (question) {
			this.#question(stage, question, state);
		} else {
			this.#renew('');
			stage.replaceChildren();
		}
		write(this.#answered, this.#t('classWallAnswered', { n: state.answered, all: state.there }));
		this.#card(state);
	}

	/** Shows where the class is joined: large while nothing else is to be seen. */
	#head({ code, there, locked }: State): void {
		const { base } = this.#page.config;
		write(part(this.#root, '.wall-there strong'), String(there));
		write(part(this.#root, '.wall-address'), `${location.host}${base}c/${code}`);
		write(part(this.#root, '.wall-big'), code);
		write(part(this.#root, '.wall-at'), `${location.host}${base}c/`);
		part(this.#root, '.wall-join').hidden = locked;
		const image = part(this.#root, '.wall-qr') as HTMLImageElement;
		const address = `${base}c/${code}/qr.svg`;
		if (image.getAttribute('src') !== address) {
			image.src = address;
		}
	}

	#question(stage: HTMLElement, question: Question, { phase, asking, counts }: State): void {
		const t = this.#t;
		if (this.#renew(`${asking} ${phase} ${phase === 'reveal' ? JSON.stringify(counts) : ''}`)) {
			return;
		}
		const words = phase === 'discuss' ? t('classWallDiscuss') : phase === 'again' ? t('classWallAgain') : '';
		const heading = words === '' ? [] : [make('p', 'wall-phase', words)];
		if (phase !== 'reveal') {
			const below = phase === 'discuss' ? [] : [this.#answered];
			stage.replaceChildren(...heading, question.show(), ...below);
			return;
		}
		const side = make('div', 'wall-side', histograms(question, counts ?? [], true, t));
		const beside = make('div', 'wall-beside', make('div', '', question.show(), side));
		stage.replaceChildren(beside);
		if (question.isPrediction) {
			this.#showing = new Showing(this.#page, question.id.replace('/', '-'));
			beside.append(this.#showing.element);
			this.#showing.run(question.id);
		} else {
			beside.append(...explained(question));
		}
	}

	#exhibit(stage: HTMLElement, { snippet, source, line = 0 }: Example): void {
		if (this.#renew(`shown ${snippet} ${source}`)) {
			return;
		}
		this.#showing = new Showing(this.#page, 'class');
		const text = make('div', 'wall-source', make('p', 'wall-phase', this.#t('classWallExample')), ...sourceElements(source, line));
		stage.replaceChildren(make('div', 'wall-beside', text, this.#showing.element));
		this.#showing.run(snippet, source);
	}

	/** Reports whether the stage shows this already; else what ran there is ended. */
	#renew(shown: string): boolean {
		if (this.#shown === shown) {
			return true;
		}
		this.#shown = shown;
		this.#showing?.stop();
		this.#showing = undefined;
		return false;
	}

	/** Shows the last message. */
	#card({ cards }: State): void {
		const body = cards?.at(-1)?.body;
		const card = part(this.#root, '.wall-card');
		const text = body?.text ?? '';
		card.hidden = text === '';
		write(card, text);
	}
}
