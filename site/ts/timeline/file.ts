import { draw } from './draw';
import { type Layout, layOut, type Track } from './layout';
import { drawRuler, rulerHeight } from './ruler';
import { standalone } from './svg';
import type { Words } from './words';

/** The least width of a file's picture, in pixels, and the room around it. */
const least = 760;
const margin = 16;

/** Writes the whole picture of the tracks, as of an instant, as an SVG file; like is the picture on the page, whose looks it gets. */
export function file(tracks: readonly Track[], width: number, now: number, title: string, like: SVGElement, words: Words): string {
	const layout = shifted(layOut(tracks, Math.max(width, least)));
	const end = Math.max(...tracks.map(({ model }) => model.until), 0) || 1;
	const left = layout.gutter + 8;
	const scale = { from: 0, to: end, left, width: layout.width - left - 14 };
	const drawing = draw({ layout, scale, top: 0, bottom: Infinity, now }, words);
	drawRuler(drawing, scale, words);
	return standalone(drawing, { width: layout.width, height: layout.height, margin }, title, like);
}

/** Makes room for the ruler above a layout. */
function shifted(layout: Layout): Layout {
	const places = layout.places.map((place) => ({ ...place, y: place.y + rulerHeight }));
	const byTask = new Map(
		[...layout.byTask.keys()].map((track) => {
			const rows = places.filter((place) => place.track === track && place.row !== undefined);
			return [track, new Map(rows.flatMap((place) => place.row!.tasks.map(({ id }) => [id, place] as const)))] as const;
		}),
	);
	return { ...layout, places, byTask, height: layout.height + rulerHeight };
}
