import { draw } from './draw/draw';
import { layOut, type Track } from './draw/layout';
import { drawRuler, rulerHeight } from './axis';
import { standalone } from './draw/svg';
import type { Words } from './model/words';

/** The least width of a file's picture, in pixels, and its margin. */
const least = 760;
const margin = 16;

/**
 * Returns the whole picture of the tracks, as of an instant, as an SVG file with the styles of `like`, the picture on
 * the page.
 */
export function pictureFile(
	tracks: readonly Track[],
	width: number,
	now: number,
	title: string,
	like: SVGElement,
	words: Words,
): string {
	const layout = layOut(tracks, Math.max(width, least), rulerHeight);
	const end = Math.max(...tracks.map(({ model }) => model.until), 0) || 1;
	const left = layout.gutter + 8;
	const scale = { from: 0, to: end, left, width: layout.width - left - 14 };
	const drawing = draw({ layout, scale, top: 0, bottom: Infinity, now }, words);
	drawRuler(drawing, scale, words);
	return standalone(drawing, { width: layout.width, height: layout.height, margin }, title, like);
}

/** Joins pieces of an execution trace, which are in base64. */
export function joined(pieces: readonly string[]): Uint8Array<ArrayBuffer> {
	const parts = pieces.map((piece) => Uint8Array.from(atob(piece), (character) => character.charCodeAt(0)));
	const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
	let at = 0;
	for (const part of parts) {
		all.set(part, at);
		at += part.length;
	}
	return all;
}
