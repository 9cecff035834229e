import type { Card } from '../../ts/class/protocol';
import type { Staff } from '../../ts/class/staff';
import { part, wire } from '../../ts/page/elements';
import { write } from './elements';
import type { Texts } from './texts';

/** The teacher's form for messages to all. */
export class Sending {
	readonly #root: HTMLElement;
	readonly #staff: Staff;
	readonly #t: Texts;

	constructor(root: HTMLElement, staff: Staff, t: Texts) {
		this.#root = root;
		this.#staff = staff;
		this.#t = t;
	}

	/** Lets the teacher write. */
	begin(): void {
		const root = this.#root;
		part(root, 'form').addEventListener('submit', (event) => {
			event.preventDefault();
			void this.#submit();
		});
		wire(root, 'minutes', () => this.#send({ n: 0, kind: 'text', body: { text: this.#t('classFiveText') } }));
		for (const field of root.querySelectorAll<HTMLSelectElement | HTMLButtonElement>('select, button')) {
			field.disabled = false;
		}
	}

	async #submit(): Promise<void> {
		const field = part(this.#root, 'textarea') as HTMLTextAreaElement;
		const place = part(this.#root, 'select') as HTMLSelectElement;
		const [text, at] = [field.value.trim(), place.value];
		if (text === '' && at === '') {
			this.#say(this.#t('classCardNone'));
			field.focus();
			return;
		}
		const body = { ...(text !== '' && { text }), ...(at !== '' && { at }) };
		if (await this.#send({ n: 0, kind: at === '' ? 'text' : 'here', body })) {
			field.value = place.value = '';
		}
	}

	async #send(card: Card): Promise<boolean> {
		const { fault } = await this.#staff.order({ kind: 'card', card });
		this.#say(fault ?? this.#t('classCardSent'));
		return fault === undefined;
	}

	#say(words: string): void {
		write(part(this.#root, '.card-said'), words);
	}
}
