import { highlightCode } from '@lezer/highlight';
import { go } from './forgo';
import { classes } from './highlight';

/** Returns Go source with its colours, for a page that shows it without an editor. */
export function paint(source: string): (string | HTMLElement)[] {
	const pieces: (string | HTMLElement)[] = [];
	const put = (text: string, name: string): void => {
		if (name === '') {
			pieces.push(text);
			return;
		}
		const span = document.createElement('span');
		span.className = name;
		span.textContent = text;
		pieces.push(span);
	};
	highlightCode(source, go.parser.parse(source), classes, put, () => pieces.push('\n'));
	return pieces;
}
