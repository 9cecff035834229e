import { type Drawing, textSize, widthOf } from './drawing';
import { type Scale, ticks, xOf } from './scale';
import { instant, type Words } from '../model/words';

/** In pixels. */
export const rulerHeight = 26;

/** Draws the ruler: seconds, where they are. */
export function drawRuler(drawing: Drawing, scale: Scale, words: Words): void {
	const { at, decimals } = ticks(scale);
	for (const tick of at) {
		const x = xOf(scale, tick);
		drawing.line('grid', x, rulerHeight - 6, x, rulerHeight);
		const text = instant(tick, words, decimals);
		const half = widthOf(text, textSize) / 2;
		drawing.label({ x: Math.min(Math.max(x - half, 0), scale.left + scale.width + 13 - 2 * half), y: 14, text, style: 'tick' });
	}
}
