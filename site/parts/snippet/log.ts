import type { Event } from '../../ts/contract/run';
import type { RunObserver } from '../../ts/page/run/session';
import { type Line, Lines } from './lines';
import type { Texts } from './texts';

/**
 * How many lines are added in a frame: to lay out more takes so long that a press on Stop waits for it. The lines of a
 * flood that do not fit are added in the next frames, if they are still to be kept then.
 */
const mostInFrame = 100;

/** With fewer lines in a frame each is seen to appear. */
const few = 10;

/** Shows a program's output, line by line. It updates the page at most once a frame. */
export class Log implements RunObserver {
	readonly #log: HTMLElement;
	readonly #t: Texts;
	#lines = new Lines();
	#elements = new Map<Line, HTMLElement>();
	/** By the line before: what says that lines are left out. */
	#gaps = new Map<Line, HTMLElement>();
	#note: HTMLElement | null = null;
	#frame = 0;
	#lastTenth = -1;

	constructor(log: HTMLElement, t: Texts) {
		this.#log = log;
		this.#t = t;
	}

	/** Removes all lines. */
	begun(): void {
		cancelAnimationFrame(this.#frame);
		this.#frame = 0;
		this.#lines = new Lines();
		this.#elements.clear();
		this.#gaps.clear();
		this.#note = null;
		this.#lastTenth = -1;
		this.#log.replaceChildren();
	}

	/** Adds a piece of output; it shows in the next frame. */
	event(event: Event): void {
		if (event.kind !== 'stdout' && event.kind !== 'stderr') {
			return;
		}
		this.#lines.add(event);
		this.#plan();
	}

	/** Shows all added output. */
	ended(): void {
		cancelAnimationFrame(this.#frame);
		this.#frame = 0;
		this.#flush(Infinity);
	}

	#plan(): void {
		if (this.#frame === 0) {
			this.#frame = requestAnimationFrame(() => {
				this.#frame = 0;
				this.#flush(mostInFrame);
				if (this.#lines.waiting) {
					this.#plan();
				}
			});
		}
	}

	#flush(most: number): void {
		const { added, grown, removed } = this.#lines.take(most);
		const log = this.#log;
		const atEnd = log.scrollTop + log.clientHeight >= log.scrollHeight - 4;
		for (const line of removed) {
			for (const shown of [this.#elements, this.#gaps]) {
				shown.get(line)?.remove();
				shown.delete(line);
			}
		}
		for (const line of grown) {
			const element = this.#elements.get(line);
			if (element) {
				this.#write(element, line);
			}
		}
		const elements = added.map((line) => this.#element(line));
		if (elements.length < few) {
			elements.forEach((element) => element.classList.add('appearing'));
		}
		log.append(...elements);
		[...grown, ...added].forEach((line) => this.#tellGap(line));
		this.#tellDropped();
		if (atEnd && added.length > 0) {
			log.scrollTop = log.scrollHeight;
		}
	}

	#element(line: Line): HTMLElement {
		const element = document.createElement('div');
		element.className = 'line';
		element.dataset['at'] = String(line.at);
		element.dataset['stream'] = line.stream;
		element.dataset['seq'] = String(line.seq);
		if (line.stream === 'stderr') {
			element.title = this.#t('stderr');
		}
		// The time is shown where it changes: lines of one instant belong together.
		const tenth = Math.floor(line.at / 100);
		if (tenth !== this.#lastTenth) {
			element.dataset['time'] = `${(tenth / 10).toFixed(1)}s`;
			this.#lastTenth = tenth;
		}
		this.#write(element, line);
		this.#elements.set(line, element);
		return element;
	}

	#write(element: HTMLElement, line: Line): void {
		element.replaceChildren(...line.spans.map(({ look, text }) => (look === '' ? text : styled(look, text))));
		if (line.cut > 0) {
			element.append(words(this.#t('cut', { characters: line.cut })));
		}
		if (element.childNodes.length === 0) {
			element.append(document.createElement('br')); // or a browser leaves the line out of what is copied
		}
	}

	/** Says behind a line how many are left out there. */
	#tellGap(line: Line): void {
		if (line.gap === 0) {
			return;
		}
		let note = this.#gaps.get(line);
		if (!note) {
			note = noteElement();
			this.#gaps.set(line, note);
		}
		note.textContent = this.#t('gap', { lines: line.gap });
		this.#elements.get(line)?.after(note);
	}

	#tellDropped(): void {
		if (this.#lines.dropped === 0) {
			return;
		}
		if (!this.#note) {
			this.#note = noteElement();
			this.#log.prepend(this.#note);
		}
		this.#note.textContent = this.#t('dropped', { lines: this.#lines.dropped });
	}
}

/** Returns an element for what is said of lines. The lines around it are not translated, and it is. */
function noteElement(): HTMLElement {
	const note = document.createElement('div');
	note.className = 'log-note';
	note.translate = true;
	return note;
}

/** Returns words in the midst of a line, likewise. */
function words(text: string): HTMLElement {
	const span = document.createElement('span');
	span.translate = true;
	span.textContent = text;
	return span;
}

/** Returns a part of a line that looks in a way of its own. */
function styled(look: string, text: string): HTMLElement {
	const span = document.createElement('span');
	span.className = look;
	span.textContent = text;
	return span;
}
