import type { Scale } from './scale';
import type { Model } from '../model/model';
import { arrange, type Row } from '../model/rows';

/** A run in the picture: Go's, or that of the Python original. */
export interface Track {
	readonly name: string;
	readonly model: Model;
	/** The keys of the folds that the reader has opened. */
	readonly opened: Set<string>;
}

/** How much room a row has; y counts from its upper edge. */
export interface Density {
	readonly height: number;
	/** Of the bar: its upper edge, and its height. */
	readonly top: number;
	readonly bar: number;
	/** The baseline of what was printed; 0: it is not written out. */
	readonly words: number;
	/** The baselines of the row's name and of its function; 0: not written. */
	readonly name: number;
	readonly does: number;
}

/** A row in its place, or the heading of a track. */
export interface Place {
	readonly y: number;
	readonly height: number;
	readonly track: Track;
	/** Undefined: the track's heading. */
	readonly row: Row | undefined;
}

/** Where everything is, from top to bottom. */
export interface Layout {
	readonly places: readonly Place[];
	readonly density: Density;
	readonly height: number;
	/** The room on the left for names; 0 where they stand above the bars. */
	readonly gutter: number;
	readonly width: number;
	/** Where the tasks of each track are, by their ids: in rows of their own, or else in their fold's. */
	readonly byTask: ReadonlyMap<Track, ReadonlyMap<number, Place>>;
}

/** Under this width, in pixels, names stand above the bars. */
const narrow = 520;

/** The room beneath a track. */
const gap = 6;

const heading = 26;

const roomy: Density = { height: 46, top: 20, bar: 18, words: 14, name: 27, does: 40 };
const stacked: Density = { height: 62, top: 36, bar: 18, words: 30, name: 14, does: 14 };
const close: Density = { height: 24, top: 5, bar: 14, words: 0, name: 16, does: 0 };
const closeStacked: Density = { height: 34, top: 18, bar: 12, words: 0, name: 13, does: 0 };

/** Lays the rows of the tracks out in a width, from a height on. */
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

/** What of a layout is drawn. */
export interface Frame {
	readonly layout: Layout;
	readonly scale: Scale;
	/** The heights between which something shows. */
	readonly top: number;
	readonly bottom: number;
	/** The instant as of which it is drawn; Infinity: as of the last that is known. */
	readonly now: number;
}

/** A task of a track: two programs have tasks of the same id. */
export interface Chosen {
	readonly track: Track;
	readonly id: number;
}
