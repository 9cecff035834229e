import type { Event } from '../../ts/contract/run';
import { makeVerbatim, part, wire } from '../../ts/page/elements';
import type { RunObserver, RunSession } from '../../ts/page/run/session';
import type { Store } from '../../ts/page/store';
import type { Texts } from './texts';

/**
 * The standard input of a program. What is written before a run is all that its
 * program will read, and stays for the next run. What is written while a program
 * runs is sent to it, until its input is ended. The area shows once a program
 * waits for input, or when the reader opens it.
 */
export class Input implements RunObserver {
	readonly #form: HTMLFormElement;
	readonly #area: HTMLTextAreaElement;
	readonly #opener: HTMLElement;
	readonly #session: RunSession;
	readonly #t: Texts;
	/** Holds what is written for a reload. */
	readonly #hold: (text: string) => void;
	/** Whether a program runs whose input has not ended. */
	#open = false;

	/** Takes over the form and its opener, which the element of the snippet with that id holds. */
	constructor(root: HTMLElement, session: RunSession, t: Texts, store: Store, id: string) {
		this.#form = part(root, '.stdin') as HTMLFormElement;
		this.#area = part(root, '.stdin textarea') as HTMLTextAreaElement;
		this.#opener = part(root, '[data-do="input"]');
		makeVerbatim(this.#area);
		this.#session = session;
		this.#t = t;
		wire(root, 'input', () => {
			this.#show(this.#form.hidden !== false);
			if (!this.#form.hidden) {
				this.#area.focus();
			}
		});
		wire(root, 'end-input', () => this.#send(true));
		this.#form.addEventListener('submit', (event) => {
			event.preventDefault();
			this.#send(false);
		});
		this.#area.addEventListener('keydown', (event) => this.#key(event));
		const key = `stdin:${id}`;
		this.#hold = (text) => (text === '' ? store.remove(key) : store.hold(key, text));
		this.#area.addEventListener('input', () => this.#hold(this.#area.value));
		const held = store.get(key);
		if (held !== null) {
			this.#area.value = held;
			this.#show(true);
		}
		session.observe(this);
		this.#say();
	}

	begun(): void {
		const ready = this.#area.value;
		this.#open = ready === '';
		if (ready !== '') {
			this.#session.stdin(whole(ready), true);
		}
		this.#say();
	}

	event(event: Event): void {
		if (event.kind === 'reading') {
			this.#show(true);
			this.#say(true);
		}
	}

	ended(): void {
		this.#open = false;
		this.#say();
	}

	/** Sends what is written, or ends the input with it. */
	#send(last: boolean): void {
		if (!this.#open) {
			return;
		}
		const text = this.#area.value;
		this.#session.stdin(last && text === '' ? '' : whole(text), last);
		this.#area.value = '';
		this.#hold('');
		this.#open = !last;
		this.#say();
		this.#area.focus();
	}

	/** While a program runs Enter sends a line, as in a terminal, and Ctrl+D ends the input. */
	#key(event: KeyboardEvent): void {
		if (!this.#open || event.isComposing) {
			return;
		}
		if (event.key === 'Enter' && !event.shiftKey) {
			event.preventDefault();
			this.#send(false);
		} else if (event.key === 'd' && event.ctrlKey) {
			event.preventDefault();
			this.#send(true);
		}
	}

	#show(shown: boolean): void {
		this.#form.hidden = !shown;
		this.#opener.setAttribute('aria-expanded', String(shown));
	}

	/** Says what becomes of what is written. */
	#say(waits = false): void {
		const note = waits ? 'inputWaits' : this.#open ? 'inputSends' : 'inputReady';
		part(this.#form, '.stdin-note').textContent = this.#t(note);
		for (const button of this.#form.querySelectorAll('button')) {
			button.disabled = !this.#open;
		}
		this.#form.dataset['waits'] = String(waits);
	}
}

/** Returns a text as whole lines. */
function whole(text: string): string {
	return text.endsWith('\n') ? text : `${text}\n`;
}
