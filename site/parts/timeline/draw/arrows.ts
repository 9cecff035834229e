import type { Drawing } from './drawing';
import type { Chosen, Frame, Place } from './layout';
import { type Arrow, untilOf } from '../model/model';
import { xOf } from './scale';

/** With more arrows only those of the chosen task are drawn. */
const most = 240;

/** Draws the creating and waking of tasks: vertical arrows from row to row. */
export function drawArrows(drawing: Drawing, frame: Frame, chosen: Chosen | undefined): void {
	for (const [track, rows] of frame.layout.byTask) {
		const all = visible(track.model.arrows, frame, untilOf(track.model, frame.now));
		const id = chosen?.track === track ? chosen.id : undefined;
		const shafts = new Map<string, Shaft>();
		const heads = new Set<string>();
		for (const arrow of all.length > most ? all.filter(({ from, to }) => from === id || to === id) : all) {
			const [from, to] = [rows.get(arrow.from), rows.get(arrow.to)];
			if (!from || !to || from === to || isOutside(from, to, frame)) {
				continue;
			}
			const x = Math.round(xOf(frame.scale, arrow.at));
			const [begin, end] = ends(frame, from, to);
			const head = `${x} ${end}`;
			if (!heads.has(head)) {
				heads.add(head);
				drawing.head(x, end, end > begin);
			}
			lengthen(shafts, `${x} ${begin} ${arrow.kind}`, {
				kind: arrow.kind,
				x,
				begin,
				end: end > begin ? end - 5 : end + 5,
			});
		}
		for (const { kind, x, begin, end } of shafts.values()) {
			const clamp = (y: number): number => Math.min(Math.max(y, frame.top), frame.bottom);
			drawing.line(kind === 'create' ? 'creates' : 'wakes', x, clamp(begin), x, clamp(end));
		}
	}
}

/** The line of an arrow, shared by all arrows that begin in one row at one instant in the same direction. */
interface Shaft {
	readonly kind: Arrow['kind'];
	readonly x: number;
	readonly begin: number;
	readonly end: number;
}

/** Keeps the longest of overlapping shafts. */
function lengthen(shafts: Map<string, Shaft>, key: string, shaft: Shaft): void {
	const before = shafts.get(key);
	if (!before || Math.abs(shaft.end - shaft.begin) > Math.abs(before.end - before.begin)) {
		shafts.set(key, shaft);
	}
}

/** Returns the arrows in the visible time; all are in order of time. */
function visible(arrows: readonly Arrow[], { scale }: Frame, until: number): Arrow[] {
	const to = Math.min(scale.to, until);
	return arrows.slice(firstFrom(arrows, scale.from), firstFrom(arrows, to + 1e-9));
}

/** Returns the index of the first arrow at an instant or later. */
function firstFrom(arrows: readonly Arrow[], at: number): number {
	let [low, high] = [0, arrows.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if (arrows[middle]!.at < at) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

function isOutside(from: Place, to: Place, { top, bottom }: Frame): boolean {
	return Math.max(from.y, to.y) + from.height < top || Math.min(from.y, to.y) > bottom;
}

/** Returns the two heights of an arrow: from bar to bar. */
function ends({ layout }: Frame, from: Place, to: Place): [number, number] {
	const { top, bar } = layout.density;
	return to.y > from.y ? [from.y + top + bar, to.y + top] : [from.y + top, to.y + top + bar];
}
