import { type Extension, StateEffect, StateField } from '@codemirror/state';
import { Decoration, EditorView } from '@codemirror/view';

/** Marks a line, by its number from 1; 0: none. */
export const point = StateEffect.define<number>();

const mark = Decoration.line({ class: 'pointed' });

/** Shows the line that another part of the page points at. */
export function pointedLine(): Extension {
	return StateField.define({
		create: () => Decoration.none,
		update(marks, { effects, changes, state }) {
			let now = marks.map(changes);
			for (const effect of effects) {
				if (effect.is(point)) {
					const known = effect.value > 0 && effect.value <= state.doc.lines;
					now = known ? Decoration.set(mark.range(state.doc.line(effect.value).from)) : Decoration.none;
				}
			}
			return now;
		},
		provide: (field) => EditorView.decorations.from(field),
	});
}
