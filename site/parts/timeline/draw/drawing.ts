/**
 * What is drawn with one pen: css/timeline.css gives each its colour and its pattern. They lie upon each
 * other in this order.
 */
export const layers = [
	'lanes',
	'grid',
	'edge',
	'sleeping',
	'beds',
	'blocked',
	'ready',
	'running',
	'many-waiting',
	'many-ready',
	'many-running',
	'regions',
	'creates',
	'wakes',
	'heads',
	'prints',
	'errors',
	'notes',
] as const;

export type Layer = (typeof layers)[number];

/** The size of the texts, in pixels: of names, and of all others. */
export const nameSize = 13;
export const textSize = 11;

/** How a text looks. */
export type Style = 'name' | 'does' | 'head' | 'tick' | 'cause' | 'words' | 'region' | 'fold';

/** A text in its place: its baseline begins, or ends, there. */
export interface Label {
	readonly x: number;
	readonly y: number;
	readonly text: string;
	/** What follows it, in softer letters. */
	readonly more?: string;
	readonly style: Style;
	readonly end?: boolean;
	/** Whether it is of a task that is not there yet. */
	readonly faint?: boolean;
}

/** A picture as data: a path for each layer, and texts. It knows nothing of a page. */
export class Drawing {
	readonly labels: Label[] = [];
	readonly #parts = new Map<Layer, string[]>(layers.map((layer) => [layer, []]));

	/** Returns what a layer's path is drawn by. */
	path(layer: Layer): string {
		return this.#parts.get(layer)!.join('');
	}

	label(label: Label): void {
		this.labels.push(label);
	}

	box(layer: Layer, x: number, y: number, width: number, height: number): void {
		this.#add(layer, `M${round(x)} ${round(y)}h${round(width)}v${round(height)}h${round(-width)}z`);
	}

	line(layer: Layer, x1: number, y1: number, x2: number, y2: number): void {
		this.#add(layer, `M${round(x1)} ${round(y1)}L${round(x2)} ${round(y2)}`);
	}

	dot(layer: Layer, x: number, y: number, radius: number): void {
		this.#add(
			layer,
			`M${round(x - radius)} ${round(y)}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0z`,
		);
	}

	diamond(layer: Layer, x: number, y: number, radius: number): void {
		this.#add(
			layer,
			`M${round(x - radius)} ${round(y)}l${radius} ${-radius}l${radius} ${radius}l${-radius} ${radius}z`,
		);
	}

	/** The head of an arrow that points down, or up. */
	head(x: number, y: number, down: boolean): void {
		this.#add('heads', down ? `M${round(x)} ${round(y)}l-3.5 -5.5h7z` : `M${round(x)} ${round(y)}l-3.5 5.5h7z`);
	}

	/** A line through points; closed, an area. */
	shape(layer: Layer, points: readonly [x: number, y: number][]): void {
		if (points.length > 1) {
			this.#add(layer, `M${points.map(([x, y]) => `${round(x)} ${round(y)}`).join('L')}z`);
		}
	}

	#add(layer: Layer, part: string): void {
		this.#parts.get(layer)!.push(part);
	}
}

/** A tenth of a pixel is as exact as anybody sees. */
function round(length: number): number {
	return Math.round(length * 10) / 10;
}

/** Returns about how wide a text is in that many pixels an em: those who write Chinese take a whole one. */
export function widthOf(text: string, size: number, mono = false): number {
	let ems = 0;
	for (const character of text) {
		ems += character > '\u2e7f' ? 1 : mono ? 0.605 : 0.57;
	}
	return ems * size;
}

/** Returns the text, cut to that width. */
export function cut(text: string, width: number, size: number, mono = false): string {
	if (widthOf(text, size, mono) <= width) {
		return text;
	}
	let kept = '';
	for (const character of text) {
		if (widthOf(`${kept}${character}…`, size, mono) > width) {
			break;
		}
		kept += character;
	}
	return kept === '' ? '' : `${kept}…`;
}
