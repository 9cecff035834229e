import { type Choice, choiceAt, choose, movedBy } from './choice';
import { draw } from './draw';
import { file } from './file';
import { Drawing } from './drawing';
import { listen } from './gestures';
import { type Layout, layOut, type Track } from './layout';
import { endOf, type Mark } from './model';
import { Overlay } from './overlay';
import { drawRuler, rulerHeight } from './ruler';
import { atOf, panned, roomFor, type Scale, zoomed } from './scale';
import { Canvas, svgElement } from './svg';
import type { Words } from './words';

/** What a picture tells of what is done with it. */
export interface Listener {
	/** The reader points at this: by pointer, or by keys. */
	pointed(choice: Choice | undefined): void;
	/** The reader wants to see its source. */
	go(choice: Choice): void;
	/** The reader drags the instant along the ruler. */
	scrubbed(at: number): void;
}

/** The room on the right, in pixels. */
const margin = 14;

/** Rows above and below what shows are drawn too, so that scrolling finds them there. */
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
	#tracks: readonly Track[] = [];
	#layout: Layout = layOut([], 300);
	#scale: Scale = { from: 0, to: 1, left: 0, width: 1 };
	/** Whether all of it shows, as long as it may grow. */
	#all = true;
	#now = Infinity;
	#line: { track: Track; line: number } | undefined;
	#hovered: Choice | undefined;
	#chosen: Choice | undefined;
	#stale = true;
	#request = 0;

	/** Draws in the element, which gets the focus and scrolls. */
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

	/** The instant up to which something is known. */
	get end(): number {
		return Math.max(...this.#tracks.map(({ model }) => model.until), 0);
	}

	/** Shows these tracks, from top to bottom; called again when they have changed. */
	show(tracks: readonly Track[]): void {
		this.#tracks = tracks;
		this.#stale = true;
		this.#redraw();
	}

	/** Forgets what part is shown and chosen. */
	reset(): void {
		this.#all = true;
		this.#now = Infinity;
		this.#hovered = this.#chosen = undefined;
	}

	/** Draws as of an instant; Infinity: as of the last. */
	set now(now: number) {
		this.#now = now;
		this.#redraw();
	}

	/** Marks what was done at a line of the source; 0: none. */
	mark(track: Track, line: number): void {
		this.#line = { track, line };
		this.#redraw();
	}

	/** Points at a task's doings at an instant, and scrolls there. */
	point(track: Track, task: number, at: number, mark?: Mark): void {
		this.#update();
		const choice = choose(this.#layout, track, task, at);
		this.#choose(choice && { ...choice, mark });
	}

	/** Points at a print for as long as the pointer is elsewhere on it. */
	hover(track: Track | undefined, task = 0, mark?: Mark): void {
		const choice = track && mark && choose(this.#layout, track, task, mark.at);
		this.#hovered = choice && { ...choice, mark };
		this.#redraw();
		this.#tell();
	}

	/** Zooms about what is chosen, or the middle. */
	zoom(factor: number, x?: number): void {
		const { from, to } = this.#scale;
		const { span, mark } = this.#chosen ?? {};
		const near = mark?.at ?? span?.from ?? -1;
		const anchor = x !== undefined ? atOf(this.#scale, x) : near >= from && near <= to ? near : (from + to) / 2;
		this.#move(zoomed(this.#scale, factor, anchor, this.#axisEnd()));
	}

	/** Shows all of it again. */
	fit(): void {
		this.#all = true;
		this.#redraw();
	}

	/** Returns the whole picture as an SVG file. */
	file(title: string): string {
		return file(this.#tracks, this.#layout.width, this.#now, title, this.#svg, this.#words);
	}

	#listen(): void {
		listen(this.#frame, this.#svg, this.#ruler, {
			hover: (point) => {
				this.#hovered = point ? this.#at(point.x, point.y) : undefined;
				this.#redraw();
				this.#tell();
			},
			press: (x, y) => {
				this.#choose(this.#at(x, y));
				this.#toggleFold();
			},
			open: (x, y) => {
				const choice = this.#at(x, y);
				if (choice?.span) {
					this.#choose(choice);
					this.#zoomTo(choice.span.from, endOf(choice.span, this.end));
				}
			},
			pan: (pixels) => this.#pan((pixels / this.#scale.width) * (this.#scale.to - this.#scale.from)),
			zoom: (factor, x) => this.zoom(factor, x),
			scrub: (x) => this.#listener.scrubbed(Math.min(Math.max(atOf(this.#scale, x), 0), this.end)),
			key: (key) => this.#key(key),
		});
		this.#frame.addEventListener('scroll', () => this.#redraw(), { passive: true });
		this.#frame.addEventListener('focus', () => this.#tell());
		this.#frame.addEventListener('blur', () => this.#listener.pointed(undefined));
		new ResizeObserver(() => {
			this.#stale = true;
			this.#redraw();
		}).observe(this.#frame);
	}

	#at(x: number, y: number): Choice | undefined {
		return choiceAt(this.#layout, this.#scale, x, y, this.#now);
	}

	#key(key: string): boolean {
		const choice = this.#chosen;
		const at = choice?.mark?.at ?? choice?.span?.from ?? this.#scale.from;
		switch (key) {
			case 'ArrowUp':
			case 'ArrowDown':
			case 'ArrowLeft':
			case 'ArrowRight':
				this.#choose(movedBy(key, this.#layout, choice, at, Math.min(this.#now, this.end)));
				break;
			case 'Home':
			case 'End':
				this.#pan(key === 'Home' ? -this.#axisEnd() : this.#axisEnd());
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

	/** Opens or closes the fold that is chosen, and reports whether it is one. */
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

	/** Brings what is chosen into sight. */
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
		const { from, to } = this.#scale;
		if (at !== undefined && (at < from || at > to)) {
			this.#pan(at - (from + to) / 2);
		}
	}

	#pan(by: number): void {
		this.#move(panned(this.#scale, by, this.#axisEnd()));
	}

	#zoomTo(from: number, to: number): void {
		const room = Math.max((to - from) * 0.1, 0.01);
		const whole = { ...this.#scale, from: 0, to: this.#axisEnd() };
		this.#move(panned({ ...zoomed(whole, whole.to / (to - from + 2 * room), 0, whole.to) }, from - room, whole.to));
	}

	#move(scale: Scale): void {
		const end = this.#axisEnd();
		this.#all = scale.to - scale.from >= end;
		this.#scale = scale;
		this.#redraw();
	}

	/** Where the axis ends when all of it shows. */
	#axisEnd(): number {
		const running = this.#tracks.some(({ model }) => model.end === undefined);
		return running ? Math.max(roomFor(this.end), 100) : this.end || 1;
	}

	#redraw(): void {
		if (this.#request === 0) {
			this.#request = requestAnimationFrame(() => {
				this.#request = 0;
				this.#update();
				this.#paint();
			});
		}
	}

	/** Brings layout and scale up to date. */
	#update(): void {
		const width = this.#frame.clientWidth;
		if (width === 0) {
			return;
		}
		if (this.#stale) {
			this.#stale = false;
			this.#layout = layOut(this.#tracks, width);
			this.#svg.setAttribute('height', String(Math.max(this.#layout.height, 1)));
			this.#hovered = undefined;
			const { place, task, span, mark } = this.#chosen ?? {};
			const again = place && choose(this.#layout, place.track, task!.id, mark?.at ?? span?.from ?? 0);
			this.#chosen = again && { ...again, span, mark };
		}
		const left = this.#layout.gutter + 8;
		const [from, to] = this.#all ? [0, this.#axisEnd()] : [this.#scale.from, this.#scale.to];
		this.#scale = { from, to, left, width: Math.max(width - left - margin, 10) };
	}

	#paint(): void {
		const { scrollTop, clientHeight } = this.#frame;
		const frame = { layout: this.#layout, scale: this.#scale, top: scrollTop - overscan, bottom: scrollTop + clientHeight + overscan, now: this.#now };
		this.#canvas.show(draw(frame, this.#words, this.#chosen?.task.id));
		const ruler = new Drawing();
		drawRuler(ruler, this.#scale, this.#words);
		this.#rulerCanvas.show(ruler);
		this.#overlay.point(frame, this.#hovered ?? this.#chosen);
		this.#overlay.underline(frame, this.#line?.track, this.#line?.line ?? 0);
		this.#overlay.instant(frame);
	}
}
