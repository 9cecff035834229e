import { type Extension, RangeSetBuilder, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view';

/** Whether the code of the page, which the server has highlighted, is that text. */
export function isOf(code: Element, text: string): boolean {
	return code.textContent.trimEnd() === text.trimEnd();
}

/** Gives the text of an editor the colours that it has in the page, until a grammar gives it its own. */
export function painted(code: Element): Extension {
	return StateField.define<DecorationSet>({
		create: ({ doc }) => (isOf(code, doc.toString()) ? marksOf(code, doc.length) : Decoration.none),
		update: (marks, { changes }) => marks.map(changes),
		provide: (field) => EditorView.decorations.from(field),
	});
}

/** Returns marks with the classes of a highlighted text's spans, as far as the text of the editor goes. */
function marksOf(code: Element, length: number): DecorationSet {
	const marks = new RangeSetBuilder<Decoration>();
	let at = 0;
	for (const node of code.childNodes) {
		const end = Math.min(at + (node.textContent ?? '').length, length);
		if (node instanceof Element && node.className !== '' && end > at) {
			marks.add(at, end, Decoration.mark({ class: node.className }));
		}
		at = end;
	}
	return marks.finish();
}
