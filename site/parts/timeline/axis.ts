import { type Drawing, textSize, widthOf } from './draw/drawing';
import { panned, roomFor, type Scale, ticks, xOf, zoomed } from './draw/scale';
import type { Model } from './model/model';
import { instant, type Words } from './model/words';

/** The time axis of several models, and its visible part. */
export class Axis {
	/** The visible part, and its position. */
	scale: Scale = { from: 0, to: 1, left: 0, width: 1 };
	#models: readonly Model[] = [];
	/** Whether the whole axis is visible, and stays so as it grows. */
	#all = true;
	readonly #changed: () => void;

	/** Calls back when the visible part changes. */
	constructor(changed: () => void) {
		this.#changed = changed;
	}

	/** The axis covers the time of these models. */
	set models(models: readonly Model[]) {
		this.#models = models;
	}

	/** The last instant that any model has data for. */
	get known(): number {
		return Math.max(...this.#models.map(({ until }) => until), 0);
	}

	/** Sets its place on the page, in pixels. */
	place(left: number, width: number): void {
		const [from, to] = this.#all ? [0, this.#end] : [this.scale.from, this.scale.to];
		this.scale = { from, to, left, width };
	}

	/** Shows the whole axis. */
	fit(): void {
		this.#all = true;
		this.#changed();
	}

	/** Zooms about an instant. */
	zoom(factor: number, anchor: number): void {
		this.#show(zoomed(this.scale, factor, anchor, this.#end));
	}

	/** Pans by so many milliseconds. */
	pan(by: number): void {
		this.#show(panned(this.scale, by, this.#end));
	}

	/** Pans by so many pixels. */
	panPixels(pixels: number): void {
		const { from, to, width } = this.scale;
		this.pan((pixels / width) * (to - from));
	}

	/** Pans to the beginning, or to the end. */
	panToEdge(edge: 'begin' | 'end'): void {
		this.pan(edge === 'begin' ? -this.#end : this.#end);
	}

	/** Pans so that an invisible instant is in the middle. */
	reveal(at: number): void {
		const { from, to } = this.scale;
		if (at < from || at > to) {
			this.pan(at - (from + to) / 2);
		}
	}

	/** Shows a time span, with some margin. */
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

	/** The end of the whole axis. */
	get #end(): number {
		const running = this.#models.some(({ end }) => end === undefined);
		return running ? Math.max(roomFor(this.known), 100) : this.known || 1;
	}
}

/** The height of the ruler, in pixels. */
export const rulerHeight = 26;

/** Draws the ruler, with its ticks in seconds. */
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
