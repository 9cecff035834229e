import type { Event } from '../../ts/contract/run';
import type { RunObserver } from '../../ts/page/run/session';
import type { Texts } from './texts';

/** How many lines of an output a screen reader is given by itself. The outcome of the run comes soon after them. */
const most = 20;

/** Has screen readers say the beginning of an output, and that there is more: all of it can be read in the log. */
export class Spoken implements RunObserver {
	readonly #region: HTMLElement;
	readonly #t: Texts;
	#left = most;

	/** Uses a live region that nobody sees. */
	constructor(region: HTMLElement, t: Texts) {
		this.#region = region;
		this.#t = t;
	}

	begun(): void {
		this.#left = most;
		this.#region.replaceChildren();
	}

	event(event: Event): void {
		if ((event.kind !== 'stdout' && event.kind !== 'stderr') || this.#left < 0) {
			return;
		}
		const lines = event.text.split('\n').filter((line) => line !== '');
		lines.slice(0, this.#left).forEach((line) => this.#say(line, 'no'));
		this.#left -= lines.length;
		if (this.#left < 0) {
			this.#say(this.#t('outputMore'), 'yes');
		}
	}

	#say(text: string, translate: 'yes' | 'no'): void {
		const line = document.createElement('p');
		line.setAttribute('translate', translate);
		line.textContent = text;
		this.#region.append(line);
	}
}
