import { Axis, drawRuler, rulerHeight } from './axis';
import { type Choice, choiceAt, choose, isSame, movedBy } from './choice';
import { draw } from './draw/draw';
import { Drawing } from './draw/drawing';
import { listen } from './gestures';
import { type Layout, layOut, type Track } from './draw/layout';
import { endOf, type Mark, type Spot } from './model/model';
import { pictureFile } from './save';
import { Overlay } from './overlay';
import { atOf } from './draw/scale';
import { Canvas, svgElement } from './draw/svg';
import type { Words } from './model/words';

/** The events of a picture. */
export interface Listener {
	/** The reader points at a choice, by pointer or by keys. */
	pointed(choice: Choice | undefined): void;
	/** The reader opens the source of a choice. */
	go(choice: Choice): void;
	/** The reader drags the instant along the ruler. */
	scrubbed(at: number): void;
}

/** The margin on the right, in pixels. */
const margin = 14;

/** Rows within so many pixels above and below the visible part are drawn too, for scrolling. */
const overscan = 100;

/** The picture of several tracks on one axis of time. */
export class View {
	readonly #frame: HTMLElement;
	readonly #words: Words;
	readonly #listener: Listener;
	readonly #svg = svgElement('svg', 'tl-rows');
	readonly #ruler = svgElement('svg', 'tl-ruler');
	readonly #overlay: Overlay;
	readonly #canvas: Canvas;
	readonly #rulerCanvas = new Canvas(this.#ruler);
	readonly #axis = new Axis(() => this.#redraw());
	#tracks: readonly Track[] = [];
	#layout: Layout = layOut([], 300);
	#now = Infinity;
	#spot: (Spot & { track: Track }) | undefined;
	#hovered: Choice | undefined;
	#chosen: Choice | undefined;
	#stale = true;
	#request = 0;

	/** Draws in frame, which is focusable and scrolls. */
	constructor(frame: HTMLElement, words: Words, listener: Listener) {
		this.#frame = frame;
		this.#words = words;
		this.#listener = listener;
		for (const svg of [this.#ruler, this.#svg]) {
			svg.setAttribute('aria-hidden', 'true');
		}
		const below = svgElement('g', '', this.#svg);
		this.#canvas = new Canvas(this.#svg);
		this.#overlay = new Overlay(below, svgElement('g', '', this.#svg), this.#ruler);
		frame.append(this.#ruler, this.#svg);
		this.#listen();
	}

	/** Shows these tracks, from top to bottom; called again when they have changed. */
	show(tracks: readonly Track[]): void {
		this.#tracks = tracks;
		this.#axis.models = tracks.map(({ model }) => model);
		this.#stale = true;
		this.#redraw();
	}

	/** Resets the visible part and the choice. */
	reset(): void {
		this.#axis.fit();
		this.#now = Infinity;
		this.#hovered = this.#chosen = undefined;
		this.#tell();
	}

	/** Draws as of an instant; Infinity: as of the last. */
	set now(now: number) {
		this.#now = now;
		this.#redraw();
	}

	/** Marks the spans at a line of the source; 0: none. */
	mark(track: Track, { file, line }: Spot): void {
		if (this.#spot?.track !== track || this.#spot.line !== line || this.#spot.file !== file) {
			this.#spot = { track, file, line };
			this.#redraw();
		}
	}

	/** Removes the choice. */
	leave(): void {
		this.#choose(undefined);
	}

	/** Chooses a task at an instant, and scrolls there. */
	point(track: Track, task: number, at: number, mark?: Mark): void {
		this.#update();
		const choice = choose(this.#layout, track, task, at);
		this.#choose(choice && { ...choice, mark });
	}

	/** Chooses a print while the pointer is on its line in the output. */
	hover(track: Track | undefined, task = 0, mark?: Mark): void {
		const choice = track && mark && choose(this.#layout, track, task, mark.at);
		this.#hover(choice && { ...choice, mark });
	}

	/** Zooms about the choice, or the middle. */
	zoom(factor: number, x?: number): void {
		const { scale } = this.#axis;
		const { from, to } = scale;
		const { span, mark } = this.#chosen ?? {};
		const near = mark?.at ?? span?.from ?? -1;
		const anchor = x !== undefined ? atOf(scale, x) : near >= from && near <= to ? near : (from + to) / 2;
		this.#axis.zoom(factor, anchor);
	}

	/** Shows the whole time again. */
	fit(): void {
		this.#axis.fit();
	}

	/** Returns the whole picture as an SVG file. */
	file(title: string): string {
		return pictureFile(this.#tracks, this.#layout.width, this.#now, title, this.#svg, this.#words);
	}

	#listen(): void {
		listen(this.#frame, this.#svg, this.#ruler, {
			hover: (point) => this.#hover(point ? this.#at(point.x, point.y) : undefined),
			press: (x, y) => {
				this.#choose(this.#at(x, y));
				this.#toggleFold();
			},
			open: (x, y) => {
				const choice = this.#at(x, y);
				if (choice?.span) {
					this.#choose(choice);
					this.#axis.zoomTo(choice.span.from, endOf(choice.span, this.#axis.known));
				}
			},
			pan: (pixels) => this.#axis.panPixels(pixels),
			zoom: (factor, x) => this.zoom(factor, x),
			scrub: (x) => this.#listener.scrubbed(Math.min(Math.max(atOf(this.#axis.scale, x), 0), this.#axis.known)),
			key: (key) => this.#key(key),
		});
		this.#frame.addEventListener('scroll', () => this.#redraw(), { passive: true });
		this.#frame.addEventListener('focus', () => this.#tell());
		this.#frame.addEventListener('blur', () => this.#listener.pointed(undefined));
		new ResizeObserver(() => this.#redraw()).observe(this.#frame);
	}

	#at(x: number, y: number): Choice | undefined {
		return choiceAt(this.#layout, this.#axis.scale, x, y, this.#now);
	}

	#key(key: string): boolean {
		const choice = this.#chosen;
		const at = choice?.mark?.at ?? choice?.span?.from ?? this.#axis.scale.from;
		switch (key) {
			case 'ArrowUp':
			case 'ArrowDown':
			case 'ArrowLeft':
			case 'ArrowRight':
				this.#choose(movedBy(key, this.#layout, choice, at, Math.min(this.#now, this.#axis.known)));
				break;
			case 'Home':
			case 'End':
				this.#axis.panToEdge(key === 'Home' ? 'begin' : 'end');
				break;
			case '+':
			case '=':
				this.zoom(1.6);
				break;
			case '-':
				this.zoom(1 / 1.6);
				break;
			case '0':
				this.fit();
				break;
			case 'Enter':
				if (choice && !this.#toggleFold()) {
					this.#listener.go(choice);
				}
				break;
			case 'Escape':
				this.#choose(undefined);
				break;
			default:
				return false;
		}
		return true;
	}

	#hover(choice: Choice | undefined): void {
		if (!isSame(choice, this.#hovered)) {
			this.#hovered = choice;
			this.#redraw();
			this.#tell();
		}
	}

	#choose(choice: Choice | undefined): void {
		this.#hovered = undefined;
		this.#chosen = choice;
		this.#reveal();
		this.#tell();
		this.#redraw();
	}

	#tell(): void {
		this.#listener.pointed(this.#hovered ?? this.#chosen);
	}

	/** Opens or closes the chosen fold, and reports whether the choice is one. */
	#toggleFold(): boolean {
		const { place } = this.#chosen ?? {};
		if (!place?.row.fold) {
			return false;
		}
		const { opened } = place.track;
		if (!opened.delete(place.row.key)) {
			opened.add(place.row.key);
		}
		this.#stale = true;
		this.#redraw();
		return true;
	}

	/** Scrolls to the choice. */
	#reveal(): void {
		const choice = this.#chosen;
		if (!choice) {
			return;
		}
		const { y, height } = choice.place;
		const frame = this.#frame;
		const room = frame.clientHeight - rulerHeight;
		if (y < frame.scrollTop) {
			frame.scrollTop = y;
		} else if (y + height > frame.scrollTop + room) {
			frame.scrollTop = y + height - room;
		}
		const at = choice.mark?.at ?? choice.span?.from;
		if (at !== undefined) {
			this.#axis.reveal(at);
		}
	}

	#redraw(): void {
		if (this.#request === 0) {
			this.#request = requestAnimationFrame(() => {
				this.#request = 0;
				if (this.#update()) {
					this.#paint();
				}
			});
		}
	}

	/** Updates layout and scale, and reports whether there is room to show anything. */
	#update(): boolean {
		const width = this.#frame.clientWidth;
		if (width === 0) {
			return false;
		}
		if (this.#stale || this.#layout.width !== width) {
			this.#stale = false;
			this.#layout = layOut(this.#tracks, width);
			this.#svg.setAttribute('height', String(Math.max(this.#layout.height, 1)));
			this.#hovered = this.#again(this.#hovered);
			this.#chosen = this.#again(this.#chosen);
		}
		const left = this.#layout.gutter + 8;
		this.#axis.place(left, Math.max(width - left - margin, 10));
		return true;
	}

	/** Returns a choice with its place in the new layout. */
	#again(choice: Choice | undefined): Choice | undefined {
		const again = choice && choose(this.#layout, choice.place.track, choice.task.id, 0);
		return again && { ...again, span: again.place.row.fold ? undefined : choice.span, mark: choice.mark };
	}

	#paint(): void {
		const { scrollTop, clientHeight } = this.#frame;
		const frame = {
			layout: this.#layout,
			scale: this.#axis.scale,
			top: scrollTop - overscan,
			bottom: scrollTop + clientHeight + overscan,
			now: this.#now,
		};
		const { place, task } = this.#chosen ?? {};
		this.#canvas.show(draw(frame, this.#words, place && task && { track: place.track, id: task.id }));
		const ruler = new Drawing();
		drawRuler(ruler, this.#axis.scale, this.#words);
		this.#rulerCanvas.show(ruler);
		this.#overlay.point(frame, this.#hovered ?? this.#chosen);
		this.#overlay.underline(frame, this.#spot?.track, this.#spot ?? { file: '', line: 0 });
		this.#overlay.instant(frame);
	}
}
