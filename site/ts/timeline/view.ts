import { drawArrows } from './arrows';
import { type Choice, choiceAt, choose, following, neighbour } from './choice';
import { draw, type Frame } from './draw';
import { Drawing } from './drawing';
import { listen } from './gestures';
import { type Layout, layOut, type Track } from './layout';
import { endOf, type Mark } from './model';
import { drawRuler, rulerHeight } from './ruler';
import { atOf, panned, roomFor, type Scale, xOf, zoomed } from './scale';
import { Canvas, standalone, svgElement } from './svg';
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
const overscan = 300;

/** The picture of several tracks on one axis of time. */
export class View {
	readonly #frame: HTMLElement;
	readonly #words: Words;
	readonly #listener: Listener;
	readonly #svg = svgElement('svg', 'tl-rows');
	readonly #ruler = svgElement('svg', 'tl-ruler');
	readonly #under = svgElement('rect', 'tl-row', this.#svg);
	readonly #canvas = new Canvas(this.#svg);
	readonly #rulerCanvas = new Canvas(this.#ruler);
	readonly #own = svgElement('path', 'tl-cursor', this.#svg);
	readonly #outline = svgElement('rect', 'tl-outline', this.#svg);
	readonly #dot = svgElement('circle', 'tl-dot', this.#svg);
	readonly #head = svgElement('path', 'tl-playhead', this.#svg);
	readonly #grip = svgElement('path', 'tl-grip', this.#ruler);
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
		this.#dot.setAttribute('r', '5.5');
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
		this.#chosen = choice && { ...choice, mark };
		this.#reveal();
		this.#redraw();
	}

	/** Points at a print for as long as the pointer is elsewhere on it. */
	hover(track: Track | undefined, task = 0, mark?: Mark): void {
		const choice = track && mark && choose(this.#layout, track, task, mark.at);
		this.#hovered = choice && { ...choice, mark };
		this.#redraw();
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
		const layout = layOut(this.#tracks, Math.max(this.#layout.width, 720));
		const scale = { from: 0, to: this.end || 1, left: layout.gutter + 8, width: layout.width - layout.gutter - 8 - margin };
		const below: Layout = { ...layout, places: layout.places.map((place) => ({ ...place, y: place.y + rulerHeight })) };
		const byTask = new Map(this.#tracks.map((track) => [track, new Map(below.places.filter((place) => place.track === track && place.row).flatMap((place) => place.row!.tasks.map(({ id }) => [id, place] as const)))]));
		const drawing = this.#draw({ layout: { ...below, byTask }, scale, top: 0, bottom: layout.height + rulerHeight, now: this.#now });
		drawRuler(drawing, scale, this.#words);
		return standalone(drawing, layout.width, layout.height + rulerHeight, title, this.#svg);
	}

	#draw(frame: Frame): Drawing {
		const drawing = draw(frame, this.#words);
		drawArrows(drawing, frame, this.#chosen?.task.id);
		return drawing;
	}

	#listen(): void {
		listen(this.#frame, this.#svg, this.#ruler, {
			hover: (point) => {
				this.#hovered = point ? this.#at(point.x, point.y) : undefined;
				this.#redraw();
				this.#tell();
			},
			press: (x, y) => {
				this.#hovered = undefined;
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
				this.#choose(neighbour(this.#layout, choice, key === 'ArrowDown' ? 1 : -1, at));
				break;
			case 'ArrowLeft':
			case 'ArrowRight':
				this.#choose(choice ? following(choice, key === 'ArrowRight' ? 1 : -1, Math.min(this.#now, this.end)) : neighbour(this.#layout, undefined, 1, at));
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
				this.#chosen = undefined;
				this.#tell();
				this.#redraw();
				break;
			default:
				return false;
		}
		return true;
	}

	#choose(choice: Choice | undefined): void {
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
		this.#request ||= requestAnimationFrame(() => {
			this.#request = 0;
			this.#update();
			this.#paint();
		});
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
		this.#canvas.show(this.#draw(frame));
		const ruler = new Drawing();
		drawRuler(ruler, this.#scale, this.#words);
		this.#rulerCanvas.show(ruler);
		this.#paintPointed();
		this.#paintLine(frame);
		const x = xOf(this.#scale, this.#now);
		const shows = this.#now >= this.#scale.from && this.#now <= this.#scale.to;
		this.#head.setAttribute('d', shows ? `M${x} 0V${this.#layout.height}` : '');
		this.#grip.setAttribute('d', shows ? `M${x - 5} ${rulerHeight - 12}h10v6l-5 5l-5 -5z` : '');
	}

	#paintPointed(): void {
		const choice = this.#hovered ?? this.#chosen;
		this.#under.toggleAttribute('hidden', !choice);
		this.#outline.toggleAttribute('hidden', !choice?.span);
		this.#dot.toggleAttribute('hidden', !choice?.mark);
		if (!choice) {
			return;
		}
		const { density, width } = this.#layout;
		const { place, span, mark } = choice;
		place4(this.#under, 0, place.y, width, place.height);
		if (span) {
			const clamp = (at: number): number => Math.min(Math.max(at, this.#scale.from), this.#scale.to);
			const x1 = xOf(this.#scale, clamp(span.from));
			const x2 = xOf(this.#scale, clamp(Math.min(endOf(span, place.track.model.until), this.#now)));
			place4(this.#outline, x1 - 1.5, place.y + density.top - 1.5, Math.max(x2 - x1, 2) + 3, density.bar + 3);
		}
		if (mark) {
			this.#dot.setAttribute('cx', String(xOf(this.#scale, mark.at)));
			this.#dot.setAttribute('cy', String(place.y + density.top));
		}
	}

	/** Underlines what was done at the line where the cursor is. */
	#paintLine({ layout, scale, top, bottom, now }: Frame): void {
		const { track, line } = this.#line ?? {};
		const lines: string[] = [];
		for (const place of line ? layout.places : []) {
			if (place.track === track && place.row && !place.row.fold && place.y > top && place.y < bottom) {
				const until = Math.min(place.track.model.until, now);
				for (const span of place.row.tasks[0]!.spans) {
					if (span.line === line && span.from <= Math.min(until, scale.to) && span.to >= scale.from) {
						const [x1, x2] = [xOf(scale, Math.max(span.from, scale.from)), xOf(scale, Math.min(endOf(span, until), scale.to))];
						lines.push(`M${x1.toFixed(1)} ${place.y + layout.density.top + layout.density.bar + 1}H${Math.max(x2, x1 + 2).toFixed(1)}`);
					}
				}
			}
		}
		this.#own.setAttribute('d', lines.join(''));
	}
}

function place4(rect: SVGRectElement, x: number, y: number, width: number, height: number): void {
	for (const [name, value] of Object.entries({ x, y, width, height })) {
		rect.setAttribute(name, String(value));
	}
}
