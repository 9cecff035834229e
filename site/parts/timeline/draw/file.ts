import { draw } from './draw';
import { layOut, type Track } from './layout';
import { drawRuler, rulerHeight } from './ruler';
import { standalone } from './svg';
import type { Words } from '../model/words';

/** The least width of a file's picture, in pixels, and the room around it. */
const least = 760;
const margin = 16;

/** Writes the whole picture of the tracks, as of an instant, as an SVG file; like is the picture on the page, whose looks it gets. */
export function file(tracks: readonly Track[], width: number, now: number, title: string, like: SVGElement, words: Words): string {
	const layout = layOut(tracks, Math.max(width, least), rulerHeight);
	const end = Math.max(...tracks.map(({ model }) => model.until), 0) || 1;
	const left = layout.gutter + 8;
	const scale = { from: 0, to: end, left, width: layout.width - left - 14 };
	const drawing = draw({ layout, scale, top: 0, bottom: Infinity, now }, words);
	drawRuler(drawing, scale, words);
	return standalone(drawing, { width: layout.width, height: layout.height, margin }, title, like);
}
