import type { Scale } from './scale';
import type { Model } from '../model/model';
import { arrange, type Row } from '../model/rows';

/** A run in the picture: of the Go program, or of the Python original. */
export interface Track {
	readonly name: string;
	readonly model: Model;
	/** The keys of the folds that the reader has opened. */
	readonly opened: Set<string>;
}

/** The measures of a row, in pixels from its upper edge. */
export interface Density {
	readonly height: number;
	/** The upper edge and the height of the bar. */
	readonly top: number;
	readonly bar: number;
	/** The baseline of printed texts; 0: not written out. */
	readonly words: number;
	/** The baselines of the row's name and function; 0: not written. */
	readonly name: number;
	readonly does: number;
}

/** The place of a row, or of the heading of a track. */
export interface Place {
	readonly y: number;
	readonly height: number;
	readonly track: Track;
	/** Undefined: the track's heading. */
	readonly row: Row | undefined;
}

/** All places, from top to bottom. */
export interface Layout {
	readonly places: readonly Place[];
	readonly density: Density;
	readonly height: number;
	/** The width on the left for names; 0 if they are above the bars. */
	readonly gutter: number;
	readonly width: number;
	/** The place of each track's tasks, by their ids: a row of their own, or that of their fold. */
	readonly byTask: ReadonlyMap<Track, ReadonlyMap<number, Place>>;
}

/** Below this width, in pixels, names are above the bars. */
const narrow = 520;

/** The room beneath a track. */
const gap = 6;

const heading = 26;

const roomy: Density = { height: 46, top: 20, bar: 18, words: 14, name: 27, does: 40 };
const stacked: Density = { height: 62, top: 36, bar: 18, words: 30, name: 14, does: 14 };
const close: Density = { height: 24, top: 5, bar: 14, words: 0, name: 16, does: 0 };
const closeStacked: Density = { height: 34, top: 18, bar: 12, words: 0, name: 13, does: 0 };

/** Lays out the rows of the tracks in a width, from a height on. */
export function layOut(tracks: readonly Track[], width: number, top = 0): Layout {
	const rows = tracks.map(({ model, opened }) => arrange(model, opened));
	const count = rows.reduce((sum, { length }) => sum + length, 0);
	const small = width < narrow;
	const density = count > 16 ? (small ? closeStacked : close) : small ? stacked : roomy;
	const places: Place[] = [];
	const byTask = new Map<Track, Map<number, Place>>();
	let y = top;
	for (const [index, track] of tracks.entries()) {
		if (tracks.length > 1) {
			places.push({ y, height: heading, track, row: undefined });
			y += heading;
		}
		const own = new Map<number, Place>();
		byTask.set(track, own);
		for (const row of rows[index]!) {
			const place = { y, height: density.height, track, row };
			places.push(place);
			y += density.height;
			for (const { id } of row.tasks) {
				own.set(id, place);
			}
		}
		y += gap;
	}
	return { places, density, height: y, gutter: small ? 0 : Math.min(176, Math.round(width * 0.2)), width, byTask };
}

/** Returns the index of the place at a height: the nearest. */
export function placeAt({ places }: Layout, y: number): number {
	let [low, high] = [0, places.length - 1];
	while (low < high) {
		const middle = (low + high + 1) >> 1;
		if (places[middle]!.y <= y) {
			low = middle;
		} else {
			high = middle - 1;
		}
	}
	return low;
}

/** The part of a layout to draw. */
export interface Frame {
	readonly layout: Layout;
	readonly scale: Scale;
	/** The visible heights. */
	readonly top: number;
	readonly bottom: number;
	/** The picture is drawn as of this instant; Infinity: the last known one. */
	readonly now: number;
}

/** A task of a track: two programs have tasks of the same id. */
export interface Chosen {
	readonly track: Track;
	readonly id: number;
}
