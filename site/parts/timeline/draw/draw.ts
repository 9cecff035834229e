import { drawArrows } from './arrows';
import { cut, Drawing, nameSize, textSize, widthOf } from './drawing';
import { foldRow } from './fold';
import { drawMarks } from './marks';
import type { Chosen, Density, Frame, Place } from './layout';
import { endOf, type Span, type Task, untilOf } from '../model/model';
import { firstAfter, type Row } from '../model/rows';
import { ticks, xOf } from './scale';
import { causeName, lasting, spotName, type Words } from '../model/words';

/** With more bars that could be labelled, labels would only be noise. */
const mostCauses = 160;

/** Draws the visible rows, and arrows between them; if there are too many arrows, only those of the chosen task. */
export function draw(frame: Frame, words: Words, chosen?: Chosen): Drawing {
	const drawing = new Drawing();
	const { layout, scale } = frame;
	const shown = layout.places.filter(({ y, height }) => y + height > frame.top && y < frame.bottom);
	const causes: (() => void)[] = [];
	for (const place of shown) {
		if (!place.row) {
			drawing.label({ x: layout.gutter > 0 ? 0 : 4, y: place.y + 18, text: place.track.name, style: 'head' });
			continue;
		}
		drawing.line('lanes', 0, place.y + place.height, layout.width, place.y + place.height);
		drawName(drawing, frame, place, place.row, words);
		if (place.row.fold) {
			foldRow(drawing, frame, place, place.row.fold.counts, place.row.tasks.length);
		} else {
			drawTask(drawing, frame, place, place.row.tasks[0]!, words, causes);
		}
	}
	drawEdges(drawing, frame);
	const [top, bottom] = [shown[0]?.y ?? 0, (shown.at(-1)?.y ?? 0) + (shown.at(-1)?.height ?? 0)];
	for (const at of ticks(scale).at) {
		drawing.line('grid', xOf(scale, at), top, xOf(scale, at), bottom);
	}
	if (causes.length <= mostCauses) {
		for (const cause of causes) {
			cause();
		}
	}
	drawArrows(drawing, frame, chosen);
	return drawing;
}

/** Marks the end of the known part of a run under way. */
function drawEdges(drawing: Drawing, { layout, scale, now }: Frame): void {
	for (const track of layout.byTask.keys()) {
		const { end, until } = track.model;
		if (end || now < until || until < scale.from || until > scale.to) {
			continue;
		}
		const rows = layout.places.filter((place) => place.track === track && place.row);
		const [first, last] = [rows[0], rows.at(-1)];
		if (first && last) {
			drawing.line('edge', xOf(scale, until), first.y, xOf(scale, until), last.y + last.height);
		}
	}
}

function drawName(drawing: Drawing, { layout, now }: Frame, { y, track }: Place, row: Row, words: Words): void {
	const { density, gutter, width } = layout;
	const faint = row.tasks.every(({ at }) => at > untilOf(track.model, now));
	const x = gutter > 0 ? 0 : 18; // above the bars, to the right of the arrows at the start
	const room = gutter > 0 ? gutter - 10 : width - 22;
	const [task] = row.tasks;
	if (row.fold) {
		const text = `${row.fold.open ? '▾' : '▸'} ${words('foldName', { n: row.tasks.length, name: row.title.name })}`;
		drawing.label({ x, y: y + density.name, text: cut(text, room, nameSize), style: 'fold', faint });
		if (density.does > density.name) {
			drawing.label({
				x: x + 14,
				y: y + density.does,
				text: cut(words(`fold_${row.fold.why}`), room - 14, textSize),
				style: 'does',
				faint,
			});
		}
		return;
	}
	const name = cut(row.title.name, room, nameSize);
	const does = doing(row, task!, words);
	if (density.does > density.name) {
		drawing.label({ x, y: y + density.name, text: name, style: 'name', faint });
		drawing.label({ x, y: y + density.does, text: cut(does, room, textSize), style: 'does', faint });
		return;
	}
	const left = room - widthOf(name, nameSize) * 1.12 - 8;
	drawing.label({
		x,
		y: y + density.name,
		text: name,
		...(does !== '' && left > 40 && { more: `\u2002${cut(does, left, textSize)}` }),
		style: 'name',
		faint,
	});
}

/** Returns a row's function and line: "task, line 27". */
export function doing({ title }: Row, { file, line, thread }: Task, words: Words): string {
	const parts = [
		title.does === title.name ? '' : title.does,
		thread ? words('thread') : '',
		spotName({ file, line }, words),
	];
	return parts.filter((part) => part !== '').join(' · ');
}

function drawTask(
	drawing: Drawing,
	frame: Frame,
	place: Place,
	task: Task,
	words: Words,
	causes: (() => void)[],
): void {
	const { scale, layout, now } = frame;
	const { density } = layout;
	const until = untilOf(place.track.model, now);
	const y = place.y + density.top;
	let painted = -Infinity; // the end of the running bars drawn so far: one within would be invisible
	let thin = -Infinity;
	for (let index = firstAfter(task.spans, scale.from); index < task.spans.length; index++) {
		const span = task.spans[index]!;
		if (span.from > Math.min(until, scale.to)) {
			break;
		}
		const x1 = xOf(scale, Math.max(span.from, scale.from));
		const x2 = xOf(scale, Math.min(endOf(span, until), scale.to));
		const running = span.state === 'running';
		if (x2 - x1 < 1 && x2 <= (running ? painted : thin)) {
			continue;
		}
		if (running) {
			drawing.box('running', x1, y, Math.max(x2 - x1, 2), density.bar);
			painted = Math.max(x2, x1 + 2);
		} else {
			bar(drawing, span, x1, Math.max(x2, x1 + 0.5), y, density);
			thin = x2 + 0.5;
			if (span.state === 'waiting' && x2 - x1 > 40 && density.does > 0) {
				causes.push(() => label(drawing, span, x1, x2, y, density, until, words));
			}
		}
	}
	drawMarks(drawing, frame, place, task, until);
	drawRegions(drawing, frame, place, task, until);
}

function bar(drawing: Drawing, { state, on }: Span, x1: number, x2: number, y: number, density: Density): void {
	if (state === 'ready') {
		if (x2 - x1 >= 1) {
			drawing.box('ready', x1, y, x2 - x1, density.bar);
		}
	} else if (on === 'sleep') {
		sleep(drawing, x1, y, x2 - x1, density.bar);
	} else {
		drawing.box('blocked', x1, y + 0.5, x2 - x1, density.bar - 1);
	}
}

/** Draws a sleep, as a flat line. */
export function sleep(drawing: Drawing, x: number, y: number, width: number, height: number): void {
	drawing.box('sleeping', x, y, width, height);
	drawing.line('beds', x, y + height - 0.5, x + width, y + height - 0.5);
}

/** Writes the cause and length of a wait into its bar. */
function label(
	drawing: Drawing,
	span: Span,
	x1: number,
	x2: number,
	y: number,
	density: Density,
	until: number,
	words: Words,
): void {
	const room = x2 - x1 - 12;
	const cause = causeName(span.on, words);
	const time = lasting(endOf(span, until) - span.from, words);
	const text = [`${cause} ${time}`, cause, time].find((one) => widthOf(one, textSize) <= room);
	if (text) {
		drawing.label({ x: x1 + 6, y: y + density.bar / 2 + 4, text, style: 'cause' });
	}
}

function drawRegions(
	drawing: Drawing,
	{ scale, layout }: Frame,
	{ y, height }: Place,
	{ regions }: Task,
	until: number,
): void {
	const base = y + layout.density.top + layout.density.bar + 3;
	for (const { from, to, name, depth } of regions) {
		if (from > Math.min(until, scale.to) || to < scale.from || base > y + height) {
			continue;
		}
		const x1 = xOf(scale, Math.max(from, scale.from));
		const x2 = Math.max(xOf(scale, Math.min(to, until, scale.to)), x1 + 2);
		const level = base + (depth < 0 ? 0 : depth % 2) * 2;
		drawing.line('regions', x1, level, x2, level);
		if (depth <= 0 && layout.density.does > 0 && x2 - x1 > widthOf(name, 9.5)) {
			drawing.label({ x: x1, y: Math.min(level + 8, y + height - 0.5), text: name, style: 'region' });
		}
	}
}
