import { cut, Drawing, widthOf } from './drawing';
import { foldRow } from './drawfold';
import type { Density, Layout, Place } from './layout';
import { endOf, type Model, type Span, type Task } from './model';
import { firstAfter, type Row } from './rows';
import { type Scale, ticks, xOf } from './scale';
import { causeName, lasting, type Words } from './words';

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

/** The size of the texts, in pixels: of names, and of all others. */
export const nameSize = 13;
export const textSize = 11;

/** Beyond so many bars that could be labelled, labels would only be noise. */
const mostCauses = 160;

/** Draws the rows that show. */
export function draw(frame: Frame, words: Words): Drawing {
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
	const [top, bottom] = [shown[0]?.y ?? 0, (shown.at(-1)?.y ?? 0) + (shown.at(-1)?.height ?? 0)];
	for (const at of ticks(scale).at) {
		drawing.line('grid', xOf(scale, at), top, xOf(scale, at), bottom);
	}
	if (causes.length <= mostCauses) {
		for (const cause of causes) {
			cause();
		}
	}
	return drawing;
}

/** Returns up to when a model is drawn. */
export function untilOf(model: Model, now: number): number {
	return Math.min(model.until, now);
}

function drawName(drawing: Drawing, { layout, now }: Frame, { y, track }: Place, row: Row, words: Words): void {
	const { density, gutter, width } = layout;
	const faint = row.tasks.every(({ at }) => at > untilOf(track.model, now));
	const x = gutter > 0 ? 0 : 4;
	const room = gutter > 0 ? gutter - 10 : width - 8;
	const [task] = row.tasks;
	if (row.fold) {
		const text = `${row.fold.open ? '▾' : '▸'} ${words('foldName', { n: row.tasks.length, name: row.title.name })}`;
		drawing.label({ x, y: y + density.name, text: cut(text, room, nameSize), style: 'fold', faint });
		if (density.does > density.name) {
			drawing.label({ x: x + 14, y: y + density.does, text: cut(words(`fold_${row.fold.why}`), room - 14, textSize), style: 'does', faint });
		}
		return;
	}
	const name = cut(row.title.name, room, nameSize);
	drawing.label({ x, y: y + density.name, text: name, style: 'name', faint });
	const does = doing(row, task!, words);
	const own = density.does > density.name;
	const indent = own ? 0 : widthOf(name, nameSize) * 1.08 + 8;
	if (does !== '' && room - indent > 40) {
		drawing.label({ x: x + indent, y: y + (own ? density.does : density.name), text: cut(does, room - indent, textSize), style: 'does', faint });
	}
}

/** Returns a row's function and line: "task, line 27". */
export function doing({ title }: Row, { line, thread }: Task, words: Words): string {
	const parts = [title.does === title.name ? '' : title.does, thread ? words('thread') : '', line > 0 ? words('line', { line }) : ''];
	return parts.filter((part) => part !== '').join(' · ');
}

function drawTask(drawing: Drawing, frame: Frame, place: Place, task: Task, words: Words, causes: (() => void)[]): void {
	const { scale, layout, now } = frame;
	const { density } = layout;
	const until = untilOf(place.track.model, now);
	const y = place.y + density.top;
	let painted = -Infinity; // up to where running bars reach: a next one within would not be seen
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
			drawing.line('ready', x1, y + density.bar / 2, x2, y + density.bar / 2);
		}
	} else {
		drawing.box(on === 'sleep' ? 'sleeping' : 'blocked', x1, y + 0.5, x2 - x1, density.bar - 1);
	}
}

/** Writes into a bar what is waited for, and for how long. */
function label(drawing: Drawing, span: Span, x1: number, x2: number, y: number, density: Density, until: number, words: Words): void {
	const room = x2 - x1 - 12;
	const cause = causeName(span.on, words);
	const time = lasting(endOf(span, until) - span.from, words);
	const text = [`${cause} ${time}`, cause, time].find((one) => widthOf(one, textSize) <= room);
	if (text) {
		drawing.label({ x: x1 + 6, y: y + density.bar / 2 + 4, text, style: 'cause' });
	}
}

function drawMarks(drawing: Drawing, { scale, layout }: Frame, { y, track }: Place, { marks, notes }: Task, until: number): void {
	const { density } = layout;
	const right = scale.left + scale.width;
	let last = -Infinity;
	let written = -Infinity;
	for (const mark of marks) {
		const x = xOf(scale, mark.at);
		if (mark.at > until || mark.at < scale.from || mark.at > scale.to) {
			continue;
		}
		if (x - last >= 1) {
			drawing.dot(mark.stream === 'stdout' ? 'prints' : 'errors', x, y + density.top, 3);
			last = x;
		}
		const text = density.words > 0 ? (track.model.printed.line(mark.stream, mark.index)?.text ?? '').trim() : '';
		if (text !== '' && x >= written) {
			const short = cut(text, 190, textSize, true);
			const width = widthOf(short, textSize, true);
			const fits = x + 7 + width <= right;
			if (fits || x - 7 - width >= written) {
				drawing.label({ x: fits ? x + 7 : x - 7, y: y + density.words, text: short, style: 'words', end: !fits });
				written = fits ? x + 7 + width + 8 : x + 8;
			}
		}
	}
	for (const { at } of notes) {
		if (at <= until && at >= scale.from && at <= scale.to) {
			drawing.diamond('notes', xOf(scale, at), y + density.top + density.bar, 3.5);
		}
	}
}

function drawRegions(drawing: Drawing, { scale, layout }: Frame, { y, height }: Place, { regions }: Task, until: number): void {
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
