import type { Choice } from './choice';
import type { Frame, Track } from './draw/layout';
import { endOf, type Spot, untilOf } from './model/model';
import { rulerHeight } from './axis';
import { type Scale, xOf } from './draw/scale';
import { svgElement } from './draw/svg';

/** A chosen print on a narrower span, in pixels, has a dot alone, and no outline around the span. */
const narrow = 8;

/** The overlay of a picture: the target pointed at, the spans of a source line, and the instant of a replay. */
export class Overlay {
	readonly #row: SVGRectElement;
	readonly #outline: SVGRectElement;
	readonly #dot: SVGCircleElement;
	readonly #lines: SVGPathElement;
	readonly #head: SVGPathElement;
	readonly #grip: SVGPathElement;

	/** Draws below and above the picture, and in the ruler. */
	constructor(below: SVGElement, above: SVGElement, ruler: SVGElement) {
		this.#row = svgElement('rect', 'tl-row', below);
		this.#lines = svgElement('path', 'tl-cursor', above);
		this.#outline = svgElement('rect', 'tl-outline', above);
		this.#dot = svgElement('circle', 'tl-dot', above);
		this.#dot.setAttribute('r', '5.5');
		this.#head = svgElement('path', 'tl-playhead', above);
		this.#grip = svgElement('path', 'tl-grip', ruler);
	}

	/** Outlines a choice. */
	point({ layout, scale, now }: Frame, choice: Choice | undefined): void {
		const { place, span, mark } = choice ?? {};
		const { density, width } = layout;
		this.#row.toggleAttribute('hidden', !place);
		this.#dot.toggleAttribute('hidden', !mark);
		if (place) {
			setBox(this.#row, 0, place.y, width, place.height);
		}
		const [x1, x2] = place && span ? extent(span, untilOf(place.track.model, now), scale) : [0, 0];
		const outlined = place !== undefined && span !== undefined && !(mark && x2 - x1 < narrow);
		this.#outline.toggleAttribute('hidden', !outlined);
		if (outlined) {
			setBox(this.#outline, x1 - 1.5, place.y + density.top - 1.5, Math.max(x2 - x1, 2) + 3, density.bar + 3);
		}
		if (place && mark) {
			this.#dot.setAttribute('cx', String(xOf(scale, mark.at)));
			this.#dot.setAttribute('cy', String(place.y + density.top));
		}
	}

	/** Underlines the spans of a track's tasks at a line of their source. */
	underline({ layout, scale, top, bottom, now }: Frame, track: Track | undefined, { file, line }: Spot): void {
		const strokes: string[] = [];
		for (const place of line > 0 ? layout.places : []) {
			const [task] = place.row?.tasks ?? [];
			if (
				place.track !== track ||
				!task ||
				place.row?.fold ||
				place.y > bottom ||
				place.y + place.height < top
			) {
				continue;
			}
			const until = untilOf(place.track.model, now);
			for (const span of task.spans) {
				const isThere = span.line === line && span.file === file;
				if (isThere && span.from <= Math.min(until, scale.to) && span.to >= scale.from) {
					const [x1, x2] = extent(span, until, scale);
					strokes.push(
						`M${x1.toFixed(1)} ${place.y + layout.density.top + layout.density.bar + 1}H${Math.max(x2, x1 + 2).toFixed(1)}`,
					);
				}
			}
		}
		this.#lines.setAttribute('d', strokes.join(''));
	}

	/** Shows the instant of a replay, unless it is the last. */
	instant({ layout, scale, now }: Frame): void {
		const shows = now >= scale.from && now <= scale.to;
		const x = xOf(scale, now).toFixed(1);
		this.#head.setAttribute('d', shows ? `M${x} 0V${layout.height}` : '');
		this.#grip.setAttribute('d', shows ? `M${x} ${rulerHeight}l-5 -5v-6h10v6z` : '');
	}
}

/** Returns the visible extent of a span, in pixels. */
function extent(span: { from: number; to: number }, until: number, scale: Scale): [number, number] {
	const clamp = (at: number): number => xOf(scale, Math.min(Math.max(at, scale.from), scale.to));
	return [clamp(span.from), clamp(endOf(span, until))];
}

function setBox(rect: SVGRectElement, x: number, y: number, width: number, height: number): void {
	for (const [name, value] of Object.entries({ x, y, width, height })) {
		rect.setAttribute(name, value.toFixed(1));
	}
}
