import type { Member } from '../../ts/class/member';
import { forgetMembership } from '../../ts/class/membership';
import type { Page } from '../../ts/page/page';
import { button, make } from './elements';
import { forget, rename } from './requests';
import type { Panel } from './panel';
import { texts, type Texts } from './texts';

/** A student's own panel: the name, what the teacher sees, and the ways out. */
export class Me {
	readonly panel: Panel;
	readonly #member: Member;
	readonly #page: Page;
	readonly #left: () => void;
	readonly #t: Texts;
	readonly #name = make('input', 'field');
	readonly #fault = make('p', 'fault');
	#shown = '';

	/** `left` is called when the page is no longer in the class. */
	constructor(panel: Panel, member: Member, page: Page, left: () => void) {
		this.panel = panel;
		this.#member = member;
		this.#page = page;
		this.#left = left;
		this.#t = texts(page.config.lang);
		this.#name.maxLength = 40;
		this.#name.autocomplete = 'off';
		this.#fault.setAttribute('role', 'alert');
		this.#start();
	}

	/** Something has changed. */
	update(): void {
		const name = this.#member.mine?.name ?? '';
		if (this.#shown !== name) {
			this.#shown = name;
			this.#name.value = name;
		}
	}

	#start(): void {
		const t = this.#t;
		const label = make('label', '', t('className'), ' ', this.#name);
		const form = make('form', 'class-do', label);
		const save = make('button', 'quiet edged', t('classRename'));
		save.type = 'submit';
		form.append(save);
		form.addEventListener('submit', (event) => {
			event.preventDefault();
			void this.#rename();
		});
		this.#fault.textContent = '';
		const ways = make(
			'div',
			'class-do',
			button('quiet edged', t('classLeave'), () => this.#leave()),
			button('quiet edged danger', t('classForget'), () => this.#sure()),
		);
		this.panel.show(t('classBar'), form, this.#fault, make('p', 'note', t('classSees')), ways);
	}

	/** Asks whether all is to be deleted. */
	#sure(): void {
		const t = this.#t;
		const back = button('quiet edged', t('classBackTo'), () => this.#start());
		const yes = button('quiet edged danger', t('classForgetYes'), () => void this.#forget());
		this.panel.show(t('classForget'), make('p', '', t('classForgetSure')), this.#fault, make('div', 'class-do', back, yes));
		back.focus();
	}

	async #rename(): Promise<void> {
		this.#fault.textContent = await rename(this.#page.config, this.#member.membership, this.#name.value.trim());
	}

	async #forget(): Promise<void> {
		const fault = await forget(this.#page.config, this.#member.membership);
		this.#fault.textContent = fault;
		if (fault !== '') {
			return;
		}
		this.#out();
		const t = this.#t;
		const close = button('quiet edged', t('classRead'), () => this.#left());
		this.panel.show(t('classForget'), make('p', '', t('classForgotten')), make('div', 'class-do', close));
		close.focus();
	}

	#leave(): void {
		this.#out();
		this.#left();
	}

	/** The tab, and those to come, are no longer in the class. */
	#out(): void {
		this.#member.leave();
		forgetMembership();
	}
}
