import type { Drawing, Layer } from './drawing';
import type { Frame, Place } from './layout';
import { untilOf } from '../model/model';
import type { Counts } from '../model/rows';
import { atOf, xOf } from './scale';

/** Draws a fold: the numbers of its running, ready and waiting tasks over time, as stacked areas. */
export function foldRow(
	drawing: Drawing,
	{ scale, layout, now }: Frame,
	{ y, track }: Place,
	counts: Counts,
	tasks: number,
): void {
	const { density } = layout;
	const until = Math.min(untilOf(track.model, now), scale.to);
	const base = y + density.top + density.bar;
	const unit = (density.bar + Math.min(density.top - 4, 14)) / Math.max(tasks, 1);
	const columns = Math.floor((xOf(scale, until) - scale.left) / 1.5);
	const edges: Record<'running' | 'ready' | 'waiting', [number, number][]> = {
		running: [],
		ready: [],
		waiting: [],
	};
	let index = 0;
	for (let column = 0; column <= columns; column++) {
		const x = scale.left + column * 1.5;
		const at = atOf(scale, x + 1.5);
		while (index < counts.at.length && counts.at[index]! < at) {
			index++;
		}
		if (index === 0) {
			continue;
		}
		let level = base;
		for (const state of ['running', 'ready', 'waiting'] as const) {
			level -= counts[state][index - 1]! * unit;
			edges[state].push([x, level]);
		}
	}
	area(drawing, 'many-running', edges.running, base);
	area(drawing, 'many-ready', edges.ready, edges.running);
	area(drawing, 'many-waiting', edges.waiting, edges.ready);
}

/** Fills the area between an edge and the one beneath it, or the base line. */
function area(
	drawing: Drawing,
	layer: Layer,
	upper: readonly [number, number][],
	lower: readonly [number, number][] | number,
): void {
	const [first, last] = [upper[0], upper.at(-1)];
	if (first && last) {
		const back: readonly [number, number][] =
			typeof lower === 'number'
				? [
						[last[0], lower],
						[first[0], lower],
					]
				: lower.toReversed();
		drawing.shape(layer, [...upper, ...back]);
	}
}
