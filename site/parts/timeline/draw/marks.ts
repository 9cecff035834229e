import type { Frame, Place } from './layout';
import { cut, type Drawing, textSize, widthOf } from './drawing';
import type { Mark, Model, Task } from '../model/model';
import { type Scale, xOf } from './scale';

/** Prints closer together than this, in pixels, are drawn as one. */
const together = 3;

/** The greatest width of a print that is written out, in pixels. */
const widest = 190;

/** The gap around a mark and its words, in pixels. */
const gap = 7;

/** Prints that are drawn as one. */
interface Cluster {
	readonly x: number;
	readonly marks: Mark[];
}

/** Draws a task's prints and logs, and writes out as many as there is room for. */
export function drawMarks(
	drawing: Drawing,
	{ scale, layout }: Frame,
	{ y, track }: Place,
	{ marks, notes }: Task,
	until: number,
): void {
	const { density } = layout;
	let free = -Infinity; // words may begin here
	for (const { x, marks: same } of clusters(marks, scale, until)) {
		drawing.dot(same.some(({ stream }) => stream === 'stderr') ? 'errors' : 'prints', x, y + density.top, 3);
		if (density.words > 0 && x >= free) {
			free = write(drawing, x, y + density.words, wordsOf(same, track.model), free, scale.left + scale.width);
		}
	}
	for (const { at } of notes) {
		if (at <= until && at >= scale.from && at <= scale.to) {
			drawing.diamond('notes', xOf(scale, at), y + density.top + density.bar, 3.5);
		}
	}
}

function clusters(marks: readonly Mark[], scale: Scale, until: number): Cluster[] {
	const found: Cluster[] = [];
	for (const mark of marks) {
		if (mark.at > until || mark.at < scale.from || mark.at > scale.to) {
			continue;
		}
		const x = xOf(scale, mark.at);
		const last = found.at(-1);
		if (last && x - last.x < together) {
			last.marks.push(mark);
		} else {
			found.push({ x, marks: [mark] });
		}
	}
	return found;
}

/** Returns the first of several lines, and how many more there are. */
function wordsOf(marks: readonly Mark[], model: Model): { text: string; more: number } {
	const lines = marks.flatMap(({ stream, index }) => model.printed.line(stream, index) ?? []);
	const texts = [...new Set(lines)].map(({ text }) => text.trim()).filter((text) => text !== '');
	return { text: cut(texts[0] ?? '', widest, textSize, true), more: texts.length - 1 };
}

/** Writes words beside the mark, on a side with room, and returns where the free room begins again. */
function write(
	drawing: Drawing,
	x: number,
	y: number,
	{ text, more }: { text: string; more: number },
	free: number,
	right: number,
): number {
	const after = more > 0 ? `\u2002+${more}` : '';
	const width = widthOf(text + after, textSize, true);
	const fits = x + gap + width <= right;
	if (text === '' || (!fits && x - gap - width < free)) {
		return free;
	}
	drawing.label({ x: fits ? x + gap : x - gap, y, text, more: after, style: 'words', end: !fits });
	return fits ? x + width + 2 * gap : x + gap;
}
