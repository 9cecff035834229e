import { type Drawing, textSize, widthOf } from './draw/drawing';
import { panned, roomFor, type Scale, ticks, xOf, zoomed } from './draw/scale';
import type { Model } from './model/model';
import { instant, type Words } from './model/words';

/** The axis of time of several models, and the part of it that shows. */
export class Axis {
	/** The part that shows, and where. */
	scale: Scale = { from: 0, to: 1, left: 0, width: 1 };
	#models: readonly Model[] = [];
	/** Whether all of it shows, as long as it may grow. */
	#all = true;
	readonly #changed: () => void;

	/** Calls back whenever another part is to show. */
	constructor(changed: () => void) {
		this.#changed = changed;
	}

	/** Measures the time of these. */
	set models(models: readonly Model[]) {
		this.#models = models;
	}

	/** The instant up to which something is known. */
	get known(): number {
		return Math.max(...this.#models.map(({ until }) => until), 0);
	}

	/** Gives it that room on the page, in pixels. */
	place(left: number, width: number): void {
		const [from, to] = this.#all ? [0, this.#end] : [this.scale.from, this.scale.to];
		this.scale = { from, to, left, width };
	}

	/** Shows all of it. */
	fit(): void {
		this.#all = true;
		this.#changed();
	}

	/** Zooms about an instant. */
	zoom(factor: number, anchor: number): void {
		this.#show(zoomed(this.scale, factor, anchor, this.#end));
	}

	/** Moves on by so many milliseconds. */
	pan(by: number): void {
		this.#show(panned(this.scale, by, this.#end));
	}

	/** Moves by as much as shows in so many pixels. */
	panPixels(pixels: number): void {
		const { from, to, width } = this.scale;
		this.pan((pixels / width) * (to - from));
	}

	/** Moves to the beginning, or to the end. */
	panToEdge(edge: 'begin' | 'end'): void {
		this.pan(edge === 'begin' ? -this.#end : this.#end);
	}

	/** Moves an instant that does not show into the middle. */
	reveal(at: number): void {
		const { from, to } = this.scale;
		if (at < from || at > to) {
			this.pan(at - (from + to) / 2);
		}
	}

	/** Shows a time, with some room around it. */
	zoomTo(from: number, to: number): void {
		const room = Math.max((to - from) * 0.1, 0.01);
		const end = this.#end;
		const whole = { ...this.scale, from: 0, to: end };
		this.#show(panned(zoomed(whole, end / (to - from + 2 * room), 0, end), from - room, end));
	}

	#show(scale: Scale): void {
		this.#all = scale.to - scale.from >= this.#end;
		this.scale = scale;
		this.#changed();
	}

	/** Where the axis ends when all of it shows. */
	get #end(): number {
		const running = this.#models.some(({ end }) => end === undefined);
		return running ? Math.max(roomFor(this.known), 100) : this.known || 1;
	}
}

/** How high the ruler is, in pixels. */
export const rulerHeight = 26;

/** Draws the ruler: seconds, where they are. */
export function drawRuler(drawing: Drawing, scale: Scale, words: Words): void {
	const { at, decimals } = ticks(scale);
	for (const tick of at) {
		const x = xOf(scale, tick);
		drawing.line('grid', x, rulerHeight - 6, x, rulerHeight);
		const text = instant(tick, words, decimals);
		const half = widthOf(text, textSize) / 2;
		drawing.label({
			x: Math.min(Math.max(x - half, 0), scale.left + scale.width + 13 - 2 * half),
			y: 14,
			text,
			style: 'tick',
		});
	}
}
