import type { Drawing } from './drawing';
import { type Frame, untilOf } from './draw';
import type { Place } from './layout';
import type { Arrow } from './model';
import { xOf } from './scale';

/** Beyond so many only the chosen task's are drawn. */
const most = 240;

/** Draws who created and who woke whom: upright arrows from row to row. */
export function drawArrows(drawing: Drawing, frame: Frame, chosen: number | undefined): void {
	for (const [track, rows] of frame.layout.byTask) {
		const seen = new Set<string>();
		const shown: (() => void)[] = [];
		const own: (() => void)[] = [];
		for (const arrow of visible(track.model.arrows, frame, untilOf(track.model, frame.now))) {
			const [from, to] = [rows.get(arrow.from), rows.get(arrow.to)];
			const x = xOf(frame.scale, arrow.at);
			const key = `${Math.round(x)} ${from?.y ?? ''} ${to?.y ?? ''} ${arrow.kind}`;
			if (!from || !to || from === to || seen.has(key) || isOutside(from, to, frame)) {
				continue;
			}
			seen.add(key);
			const one = (): void => drawArrow(drawing, frame, arrow, x, from, to);
			shown.push(one);
			if (arrow.from === chosen || arrow.to === chosen) {
				own.push(one);
			}
		}
		for (const one of shown.length > most ? own : shown) {
			one();
		}
	}
}

/** Returns the arrows in the time that shows; they are in the order of time. */
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

function drawArrow(drawing: Drawing, { layout }: Frame, arrow: Arrow, x: number, from: Place, to: Place): void {
	const { top, bar } = layout.density;
	const down = to.y > from.y;
	const begin = from.y + top + (down ? bar : 0);
	const end = to.y + top + (down ? 0 : bar);
	drawing.line(arrow.kind === 'create' ? 'creates' : 'wakes', x, begin, x, down ? end - 5 : end + 5);
	drawing.head(x, end, down);
}
