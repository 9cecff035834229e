import { type Layout, type Place, placeAt, type Track } from './draw/layout';
import { endOf, type Mark, type Span, type Spot, type Task, untilOf } from './model/model';
import { firstAfter, type Row, spanAt } from './model/rows';
import { atOf, type Scale, xOf } from './draw/scale';

/** The place of a row. */
export type RowPlace = Place & { readonly row: Row };

/** The target that the reader points at: a task, and perhaps a span or a print of it. */
export interface Choice {
	readonly place: RowPlace;
	readonly task: Task;
	readonly span: Span | undefined;
	readonly mark: Mark | undefined;
}

/** Returns the place of a choice in the source. */
export function spotOf({ task, span, mark }: Choice): Spot {
	return [mark, span, span ? undefined : task].find((one) => one !== undefined && one.line > 0) ?? { file: '', line: 0 };
}

/** The largest distance from the pointer to a mark, in pixels. */
const nearMark = 6;
const nearBar = 4;

/** Returns the choice at a point of the picture, as of an instant. */
export function choiceAt(layout: Layout, scale: Scale, x: number, y: number, now: number): Choice | undefined {
	const place = layout.places[placeAt(layout, y)];
	if (!place || !hasRow(place) || y > place.y + place.height) {
		return undefined;
	}
	const [task] = place.row.tasks;
	const until = untilOf(place.track.model, now);
	const at = atOf(scale, x);
	if (!task || x < scale.left - nearMark || at > until + atOf(scale, nearMark) - atOf(scale, 0) || place.row.fold) {
		return task && { place, task, span: undefined, mark: undefined };
	}
	const { density } = layout;
	const above = y < place.y + density.top + nearMark;
	const mark = nearest(
		task.marks.filter(({ at }) => at <= until),
		(one) => Math.abs(xOf(scale, one.at) - x),
		above ? nearMark : nearMark / 2,
	);
	const near = task.spans.slice(
		firstAfter(task.spans, atOf(scale, x - nearBar)),
		firstAfter(task.spans, atOf(scale, x + nearBar)) + 1,
	);
	const thin = nearest(
		near.filter(({ state, from }) => state === 'running' && from <= until),
		(span) => Math.max(xOf(scale, span.from) - x, x - xOf(scale, endOf(span, until)), 0),
		nearBar,
	);
	return { place, task, span: thin ?? spanAt(task, Math.min(at, until)), mark };
}

/** Reports whether two choices are the same. */
export function isSame(a: Choice | undefined, b: Choice | undefined): boolean {
	return a?.task === b?.task && a?.span === b?.span && a?.mark === b?.mark && a?.place.row.key === b?.place.row.key;
}

function nearest<Item>(items: readonly Item[], distance: (item: Item) => number, within: number): Item | undefined {
	let best: Item | undefined;
	let least = within;
	for (const item of items) {
		const far = distance(item);
		if (far <= least) {
			[best, least] = [item, far];
		}
	}
	return best;
}

function hasRow(place: Place): place is RowPlace {
	return place.row !== undefined;
}

/** Returns all rows, from top to bottom. */
export function rowsOf(layout: Layout): RowPlace[] {
	return layout.places.filter(hasRow);
}

/** Returns the choice of a task, by its id, at an instant; undefined if the task is in no row. */
export function choose(layout: Layout, track: Track, id: number, at: number): Choice | undefined {
	const place = layout.byTask.get(track)?.get(id);
	const task = track.model.task(id);
	return place && task && hasRow(place)
		? { place, task, span: place.row.fold ? undefined : spanAt(task, at), mark: undefined }
		: undefined;
}

/**
 * Returns the choice that an arrow key moves to: in another row at the same instant, or the previous or next span of
 * the task.
 */
export function movedBy(
	key: string,
	layout: Layout,
	choice: Choice | undefined,
	at: number,
	until: number,
): Choice | undefined {
	if (key === 'ArrowUp' || key === 'ArrowDown' || !choice) {
		return neighbour(layout, choice, key === 'ArrowUp' ? -1 : 1, at);
	}
	return following(choice, key === 'ArrowRight' ? 1 : -1, until);
}

function neighbour(layout: Layout, choice: Choice | undefined, by: 1 | -1, at: number): Choice | undefined {
	const rows = rowsOf(layout);
	const index = choice
		? rows.findIndex(({ track, row }) => track === choice.place.track && row.key === choice.place.row.key)
		: by > 0
			? -1
			: rows.length;
	const place = rows[Math.min(Math.max(index + by, 0), rows.length - 1)];
	const [task] = place?.row.tasks ?? [];
	if (!place || !task) {
		return undefined;
	}
	const spans = task.spans.filter((span) => isSeen(span, place.track.model.until));
	const span = place.row.fold ? undefined : (spans[firstAfter(spans, at)] ?? spans.at(-1));
	return { place, task, span, mark: undefined };
}

/** Prints of the span come before the next span. */
function following(choice: Choice, by: 1 | -1, until: number): Choice {
	const { task, span, mark, place } = choice;
	const spans = task.spans.filter(
		(one) => one === span || (one.from <= until && isSeen(one, place.track.model.until)),
	);
	const stops = [...spans, ...task.marks.filter(({ at }) => at <= until)].sort((a, b) => startOf(a) - startOf(b));
	const index = stops.indexOf((mark ?? span)!);
	const next = stops[Math.min(Math.max(index + by, 0), stops.length - 1)];
	if (!next) {
		return choice;
	}
	return 'at' in next
		? { ...choice, mark: next, span: spanBefore(task, next.at) }
		: { ...choice, span: next, mark: undefined };
}

/** Whether the arrow keys stop at a span: spans of state ready only if they are long enough to be seen. */
function isSeen(span: Span, until: number): boolean {
	return span.state !== 'ready' || endOf(span, until) - span.from > until / 2000;
}

function startOf(stop: Span | Mark): number {
	return 'at' in stop ? stop.at : stop.from;
}

/** Returns the span in which something was printed: at a border the span that ends, not the one that begins. */
function spanBefore(task: Task, at: number): Span | undefined {
	const index = firstAfter(task.spans, at);
	const before = task.spans[index - 1];
	return before?.state === 'running' && before.to === at ? before : task.spans[index];
}
