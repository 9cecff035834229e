import { type Extension, RangeSet, StateEffect, StateField, type Text } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, gutterLineClass, GutterMarker } from '@codemirror/view';

/** A line, by its number from 1, and what was found there. */
export interface Note {
	readonly line: number;
	readonly text: string;
}

/** Marks lines in place of those that were marked before. */
export const note = StateEffect.define<readonly Note[]>();

class Marker extends GutterMarker {
	override elementClass = 'noted';
}

const marker = new Marker();

/** Shows the lines that a run has found something about. A mark goes with the first edit of its line. */
export function notedLines(): Extension {
	return StateField.define<DecorationSet>({
		create: () => Decoration.none,
		update(marks, { effects, changes, startState, state }) {
			const untouched = (from: number): boolean => !changes.touchesRange(from, startState.doc.lineAt(from).to);
			let now = changes.empty ? marks : marks.update({ filter: untouched }).map(changes);
			for (const effect of effects) {
				if (effect.is(note)) {
					now = marksOf(effect.value, state.doc);
				}
			}
			return now;
		},
		provide: (field) => [
			EditorView.decorations.from(field),
			gutterLineClass.from(field, (marks) => RangeSet.of(startsOf(marks).map((from) => marker.range(from)))),
		],
	});
}

/** Returns the marks of lines; of several notes on a line the first. */
function marksOf(notes: readonly Note[], doc: Text): DecorationSet {
	const texts = new Map(notes.map(({ line, text }) => [line, text] as const).reverse());
	return Decoration.set(
		[...texts]
			.filter(([line]) => line > 0 && line <= doc.lines)
			.map(([line, title]) => Decoration.line({ class: 'noted', attributes: { title } }).range(doc.line(line).from)),
		true,
	);
}

/** Returns where the marked lines start. */
function startsOf(marks: DecorationSet): number[] {
	const starts: number[] = [];
	for (const cursor = marks.iter(); cursor.value; cursor.next()) {
		starts.push(cursor.from);
	}
	return starts;
}
