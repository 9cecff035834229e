import type { Detail, Event } from '../../contract/run';

/** Numbers the events of one run and lets nothing follow its end. */
export class Sequence {
	#seq = 0;
	#over = false;

	constructor(
		readonly run: string,
		readonly emit: (event: Event) => void,
	) {}

	/** Whether the end has been sent. */
	get over(): boolean {
		return this.#over;
	}

	send(detail: Detail): void {
		if (this.#over) {
			return;
		}
		this.#over = detail.kind === 'end';
		this.#seq++;
		this.emit({ run: this.run, seq: this.#seq, ...detail });
	}
}
