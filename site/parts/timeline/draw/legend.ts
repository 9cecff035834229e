import { sleep } from './draw';
import { Drawing } from './drawing';
import { drawOnce, svgElement } from './svg';
import type { Words } from '../model/words';

/** Returns a legend of the picture's signs. */
export function legend(words: Words): HTMLElement {
	const list = document.createElement('ul');
	list.className = 'tl-legend';
	list.setAttribute('aria-label', words('legend'));
	const item = (name: string, width: number, draw: (drawing: Drawing) => void): void => {
		const entry = document.createElement('li');
		const svg = svgElement('svg', 'tl-sign', entry);
		svg.setAttribute('width', String(width));
		svg.setAttribute('height', '14');
		svg.setAttribute('aria-hidden', 'true');
		const drawing = new Drawing();
		draw(drawing);
		drawOnce(svg, drawing);
		entry.append(name);
		list.append(entry);
	};
	item(words('isRunning'), 18, (drawing) => drawing.box('running', 0, 1, 18, 12));
	item(words('isReady'), 18, (drawing) => drawing.box('ready', 0, 1, 18, 12));
	item(words('isSleeping'), 22, (drawing) => sleep(drawing, 0, 1, 22, 12));
	item(words('isBlocked'), 22, (drawing) => drawing.box('blocked', 0.5, 1.5, 21, 11));
	item(words('isPrint'), 8, (drawing) => drawing.dot('prints', 4, 7, 3));
	item(words('isWake'), 9, (drawing) => {
		drawing.line('wakes', 4.5, 0, 4.5, 8);
		drawing.head(4.5, 13, true);
	});
	return list;
}
