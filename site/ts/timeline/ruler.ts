import type { Drawing } from './drawing';
import { type Scale, ticks, xOf } from './scale';
import { instant, type Words } from './words';

/** In pixels. */
export const rulerHeight = 26;

/** Draws the ruler: seconds, where they are. */
export function drawRuler(drawing: Drawing, scale: Scale, words: Words): void {
	const { at, decimals } = ticks(scale);
	for (const tick of at) {
		const x = xOf(scale, tick);
		drawing.line('grid', x, rulerHeight - 6, x, rulerHeight);
		const last = x > scale.left + scale.width - 24;
		drawing.label({ x: last ? scale.left + scale.width + 12 : x, y: 14, text: instant(tick, words, decimals), style: 'tick', ...(last && { end: true }) });
	}
}
