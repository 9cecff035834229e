import { part } from '../../ts/page/elements';
import type { Texts } from './texts';
import type { Check, State } from './verdict';

const words = {
	idle: 'checkIdle',
	waiting: 'checkWaiting',
	passed: 'checkPassed',
	failed: 'checkFails',
	unreached: 'checkUnreached',
} as const satisfies Record<State, string>;

/** The list of an exercise's checks: the sentence of each, how it stands, and what it measured. */
export class Checklist {
	readonly #items = new Map<string, HTMLElement>();
	readonly #t: Texts;

	/** Uses the list of exercise.html. `trace` runs one check, to show its timeline. */
	constructor(list: HTMLElement, t: Texts, trace: (check: string) => void) {
		this.#t = t;
		for (const item of list.querySelectorAll<HTMLElement>('li')) {
			const name = item.dataset['check']!;
			this.#items.set(name, item);
			const button = part(item, 'button') as HTMLButtonElement;
			button.setAttribute('aria-label', t('checkTimelineOf', { check: this.sentence(name) }));
			button.addEventListener('click', () => trace(name));
		}
	}

	/** The names of the checks, in their order. */
	get names(): string[] {
		return [...this.#items.keys()];
	}

	/** Returns what a check is for, in the reader's language. */
	sentence(name: string): string {
		return part(this.#items.get(name)!, '.check-text').textContent;
	}

	show(check: Check): void {
		const item = this.#items.get(check.name)!;
		item.dataset['state'] = check.state;
		part(item, '.check-sign').setAttribute('aria-label', this.#t(words[check.state]));
		item.querySelector('.check-measured')?.remove();
		if (check.text !== '') {
			part(item, '.check-text').after(' ', measured(check));
		}
		part(item, 'button').hidden = check.state !== 'failed';
	}
}

/** Returns an element with what a check has measured. */
export function measured({ text, ours }: Check): HTMLElement {
	const element = document.createElement('span');
	element.className = 'check-measured';
	if (!ours) {
		element.lang = 'en';
		element.translate = false;
	}
	element.textContent = text;
	return element;
}
