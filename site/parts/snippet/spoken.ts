import type { Event } from '../../ts/contract/run';
import type { RunObserver } from '../../ts/page/run/session';
import type { Stream } from './lines';
import { Pen, Row } from './row';
import type { Texts } from './texts';

/** The most lines of an output that a screen reader is given by itself. */
const most = 20;

/**
 * The milliseconds for which lines are held back. A run that ends within them is said to have ended first, and more
 * than `most` lines in them are a flood.
 */
const pause = 500;

/** The longest part of a line that is said, in characters. */
const longest = 1000;

/**
 * Has screen readers say the beginning of an output, and that there is more: all of it can be read in the log. A line
 * is said once it is complete, as a terminal shows it: of a progress that is written over itself the last is left. Of
 * a flood nothing is said before the outcome of the run, save that there is one.
 */
export class Spoken implements RunObserver {
	readonly #region: HTMLElement;
	readonly #t: Texts;
	/** The lines that are not said yet. */
	#held: string[] = [];
	/** How many lines have been said. */
	#said = 0;
	/** Whether there were more lines than are said. */
	#over = false;
	/** What says so. */
	#note: HTMLElement | undefined;
	#timer: ReturnType<typeof setTimeout> | undefined;
	/** The line of each stream that is not complete. */
	#open = new Map<Stream, Row>();
	#pens: Record<Stream, Pen> = pens();

	/** Uses a live region that nobody sees. */
	constructor(region: HTMLElement, t: Texts) {
		this.#region = region;
		this.#t = t;
	}

	begun(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#held = [];
		this.#said = 0;
		this.#over = false;
		this.#note = undefined;
		this.#open.clear();
		this.#pens = pens();
		this.#region.replaceChildren();
	}

	event(event: Event): void {
		if (event.kind === 'reading') {
			this.#close(); // a question without an end of its line
		} else if ((event.kind === 'stdout' || event.kind === 'stderr') && !this.#over) {
			this.#add(event.kind, event.text);
		}
		if (this.#over ? !this.#note : this.#held.length > 0) {
			this.#timer ??= setTimeout(() => this.#say(), pause);
		}
	}

	/** Says the rest, but not before the outcome, which other observers show. */
	ended(): void {
		this.#close();
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.#sayAll(), pause);
	}

	#add(stream: Stream, text: string): void {
		const parts = text.split(/[\n\f]/);
		for (const [index, part] of parts.entries()) {
			if (part !== '') {
				const row = this.#open.get(stream) ?? new Row(longest);
				row.write(part, this.#pens[stream]);
				this.#open.set(stream, row);
			}
			if (index < parts.length - 1) {
				this.#complete(stream);
			}
			if (this.#over) {
				return;
			}
		}
	}

	#complete(stream: Stream): void {
		const line = this.#open.get(stream)?.text.trim() ?? '';
		this.#open.delete(stream);
		if (line === '') {
			return;
		}
		if (this.#said + this.#held.length < most) {
			this.#held.push(line);
		} else {
			this.#over = true;
		}
	}

	#close(): void {
		this.#complete('stdout');
		this.#complete('stderr');
	}

	/** Says what was held back, or that it is a flood. */
	#say(): void {
		this.#timer = undefined;
		if (this.#over) {
			this.#tell();
		} else {
			this.#sayHeld();
		}
	}

	#sayAll(): void {
		this.#sayHeld();
		if (this.#over) {
			this.#tell();
		}
	}

	#sayHeld(): void {
		const lines = this.#held.map((line) => paragraph(line, false));
		this.#said += lines.length;
		this.#held = [];
		if (this.#note) {
			this.#note.before(...lines);
		} else {
			this.#region.append(...lines);
		}
	}

	#tell(): void {
		if (!this.#note) {
			this.#note = paragraph(this.#t('outputMore'), true);
			this.#region.append(this.#note);
		}
	}
}

function paragraph(text: string, translate: boolean): HTMLElement {
	const element = document.createElement('p');
	element.translate = translate;
	element.textContent = text;
	return element;
}

function pens(): Record<Stream, Pen> {
	return { stdout: new Pen(), stderr: new Pen() };
}
