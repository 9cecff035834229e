import { EditorState, type TransactionSpec } from '@codemirror/state';
import { gutterLineClass } from '@codemirror/view';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { note, notedLines } from './noted';

/** Returns a program of four lines, of which two are marked. */
function marked(): EditorState {
	const state = EditorState.create({ doc: 'one\ntwo\nthree\nfour', extensions: notedLines() });
	const notes = [2, 4, 4].map((line, index) => ({ line, text: `note ${index}` }));
	return state.update({ effects: note.of(notes) }).state;
}

/** Returns the texts of the marked lines. */
function lines(state: EditorState, ...edits: TransactionSpec[]): string[] {
	const after = edits.reduce((before, edit) => before.update(edit).state, state);
	const texts: string[] = [];
	for (const set of after.facet(gutterLineClass)) {
		for (const cursor = set.iter(); cursor.value; cursor.next()) {
			texts.push(after.doc.lineAt(cursor.from).text);
		}
	}
	return texts;
}

test('lines are marked, and others take their place', () => {
	assert.deepEqual(lines(marked()), ['two', 'four']);
	assert.deepEqual(lines(marked(), { effects: note.of([{ line: 1, text: '' }]) }), ['one']);
	assert.deepEqual(lines(marked(), { effects: note.of([]) }), []);
	assert.deepEqual(lines(marked(), { effects: note.of([{ line: 5, text: 'is not there' }]) }), []);
});

test('a mark moves with its line, and goes when that is edited', () => {
	assert.deepEqual(lines(marked(), { changes: { from: 0, insert: 'zero\n' } }), ['two', 'four']);
	assert.deepEqual(lines(marked(), { changes: { from: 10, insert: '!' } }), ['two', 'four']);
	assert.deepEqual(lines(marked(), { changes: { from: 5, insert: '!' } }), ['four']);
	assert.deepEqual(lines(marked(), { changes: { from: 4, to: 7 } }), ['four']);
	assert.deepEqual(lines(marked(), { changes: { from: 0, to: 18, insert: 'all of it' } }), []);
});
