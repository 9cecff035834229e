/** The layers of a drawing, from bottom to top: picture.css gives each its colour and its pattern. */
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

/** The size of texts, in pixels: of names, and of all others. */
export const nameSize = 13;
export const textSize = 11;

/** The style of a text. */
export type Style = 'name' | 'does' | 'head' | 'tick' | 'cause' | 'words' | 'region' | 'fold';

/** A text; x and y are the start, or the end, of its baseline. */
export interface Label {
	readonly x: number;
	readonly y: number;
	readonly text: string;
	/** A second text after it, in a softer colour. */
	readonly more?: string;
	readonly style: Style;
	readonly end?: boolean;
	/** Whether its task does not exist yet. */
	readonly faint?: boolean;
}

/** A picture as data, independent of a page: a path for each layer, and texts. */
export class Drawing {
	readonly labels: Label[] = [];
	readonly #parts = new Map<Layer, string[]>(layers.map((layer) => [layer, []]));

	/** Returns the path data of a layer. */
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

/** Rounds to a tenth of a pixel, which is as exact as can be seen. */
function round(length: number): number {
	return Math.round(length * 10) / 10;
}

/** Returns the approximate width of a text, with size pixels an em: a Chinese letter takes a whole em. */
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
