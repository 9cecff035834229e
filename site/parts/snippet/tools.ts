import { copy } from './clipboard';
import type { Diagnostic } from '../../ts/contract/run';
import { canShare, fragment } from './share';
import type { Tour } from '../../ts/page/tour';
import type { Program } from './program';

/** What the tools tell the snippet whose program they work on. */
export interface Listener {
	/** This is what is wrong with the program, as far as a tool can see. */
	found(items: readonly Diagnostic[]): void;
	say(words: string): void;
	/** Says something that stays, with what can be done about it. */
	offer(words: string, label: string, action: () => void): void;
}

/** What a reader can do with a program, beside running it. */
export class Tools {
	readonly #tour: Tour;
	readonly #id: string;
	readonly #program: Program;
	readonly #listener: Listener;

	constructor(tour: Tour, id: string, program: Program, listener: Listener) {
		this.#tour = tour;
		this.#id = id;
		this.#program = program;
		this.#listener = listener;
	}

	/** Goes back to the program as published, and offers to undo that. */
	reset(): void {
		const before = this.#program.text;
		this.#listener.found([]);
		if (!this.#program.edited) {
			this.#listener.say(this.#tour.t('wasReset'));
			return;
		}
		this.#program.edit(this.#program.published);
		this.#listener.say(this.#tour.t('wasReset'));
		this.#listener.offer(this.#tour.t('wasReset'), this.#tour.t('undo'), () => {
			this.#program.edit(before);
		});
	}

	/** Formats the program as gofmt does. */
	async format(): Promise<void> {
		const { t, config } = this.#tour;
		const source = this.#program.text;
		try {
			const { format } = await import('../../ts/page/run/format');
			const result = await format(`${source}\n`, config);
			if ('items' in result) {
				this.#listener.found(result.items);
				this.#listener.say(t('notFormatted'));
				return;
			}
			if (this.#program.text !== source) {
				return; // the reader has gone on typing
			}
			const formatted = result.source.replace(/\n+$/, '');
			this.#listener.found([]);
			this.#program.edit(formatted);
			this.#listener.say(t(formatted === source ? 'formattedAlready' : 'formatted'));
		} catch (error) {
			console.error(error);
			this.#listener.say(t('formatFailed'));
		}
	}

	/** Copies a link to the program as it is. */
	async share(): Promise<void> {
		const { t } = this.#tour;
		if (this.#program.edited && !canShare()) {
			this.#listener.say(t('linkOld'));
			return;
		}
		const link = new URL(location.href);
		link.hash = this.#program.edited ? await fragment(this.#id, this.#program.text) : this.#id;
		if (await copy(link.href)) {
			this.#listener.say(t('linkCopied'));
		} else {
			history.replaceState(history.state, '', link.hash);
			this.#listener.say(t('linkMade'));
		}
	}

	/** Copies the program. */
	async copy(): Promise<void> {
		const { t } = this.#tour;
		this.#listener.say(t((await copy(`${this.#program.text}\n`)) ? 'copied' : 'notCopied'));
	}
}
