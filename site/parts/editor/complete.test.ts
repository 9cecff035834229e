import { type Completion as Option, CompletionContext } from '@codemirror/autocomplete';
import { EditorState, type TransactionSpec } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Completion } from '../../ts/contract/protocol';
import { type Complete, find } from './complete';
import { language } from './forgo';

const println: Completion = {
	label: 'Println',
	kind: 'func',
	detail: 'func(a ...any) (n int, err error)',
	doc: 'Println formats.',
	import: '',
	insert: [],
};

/** A source with its cursor, ‸, as the editor has it. */
function context(source: string, explicit = false): CompletionContext {
	const state = EditorState.create({ doc: source.replace('‸', ''), extensions: language });
	return new CompletionContext(state, source.indexOf('‸'), explicit);
}

/** Says what is asked for at the cursor and where the word begins; null where nothing is asked. */
async function asked(source: string, explicit = false): Promise<{ offset: number; word: string } | null> {
	let offset: number | undefined;
	const at = context(source, explicit);
	const result = await find(at, (_source, asked) => {
		offset = asked;
		return Promise.resolve([println]);
	});
	assert.equal(result === null, offset === undefined);
	return result && { offset: offset!, word: at.state.sliceDoc(result.from, at.pos) };
}

const body = (text: string): string => `package main\n\nfunc main() {\n\t${text}\n}\n`;

test('a list opens after a dot and from two letters on', async () => {
	for (const [source, word] of [
		[body('fmt.‸'), ''],
		[body('fmt.P‸'), 'P'],
		[body('wg.go‸'), 'go'],
		[body('fo‸'), 'fo'],
		[body('变量‸'), '变量'],
		[body('x := "text"; fm‸'), 'fm'],
		['package main\n\nimport "‸"\n', ''],
		['package main\n\nimport "net/ht‸"\n', 'net/ht'],
		['package main\n\nimport (\n\t"fmt"\n\t"net/h‸\n)\n', 'net/h'],
		[body('/* a */fm‸'), 'fm'],
	] as const) {
		assert.deepEqual(await asked(source), { offset: source.indexOf('‸'), word }, source);
	}
});

test('nothing is asked where nothing is to be completed', async () => {
	for (const source of [
		'f‸',
		body('f‸'),
		body('‸'),
		body('f(list..‸)'),
		body('f(list...‸)'),
		body('x := 1‸'),
		body('// fmt.‸'),
		body('/* fmt.‸ */'),
		body('x("fmt.‸")'),
		body('x("fmt.‸'),
		body("x('a‸')"),
		body('"text"‸'),
	]) {
		assert.equal(await asked(source), null, source);
	}
	assert.equal(await asked(body('// fmt.‸'), true), null);
});

test('a reader can ask anywhere in code', async () => {
	assert.deepEqual(await asked(body('f‸'), true), { offset: 30, word: 'f' });
	assert.deepEqual(await asked(body('‸'), true), { offset: 29, word: '' });
});

test('no list without the toolchain, or of nothing', async (t) => {
	t.mock.method(console, 'error', () => {});
	const answers: Complete[] = [
		() => Promise.resolve(null),
		() => Promise.resolve([]),
		() => Promise.reject(new Error('the worker has failed')),
	];
	for (const complete of answers) {
		assert.equal(await find(context(body('fmt.‸')), complete), null);
	}
});

test('the order of the answer decides between what matches as well', async () => {
	const items = ['second', 'first', 'third'].map((label) => ({ ...println, label }));
	const result = await find(context(body('fmt.‸')), () => Promise.resolve(items));
	const boosts = result!.options.map(({ boost }) => boost!);
	assert.ok(boosts[0]! > boosts[1]! && boosts[1]! > boosts[2]!, String(boosts));
	assert.equal(result!.options[0]!.detail, ` ${println.detail}`);
});

/** Writes an item at the cursor, after the reader has gone on to write more, and returns the text with the cursor. */
async function written(
	source: string,
	item: Completion,
	more: (state: EditorState) => TransactionSpec = () => ({}),
): Promise<string> {
	const at = context(source);
	const result = await find(at, () => Promise.resolve([item]));
	const option: Option = result!.options[0]!;
	let state = at.state.update({ selection: { anchor: at.pos } }).state;
	state = state.update(more(state)).state;
	const view = {
		state,
		dispatch: (...specs: TransactionSpec[]) => {
			state = state.update(...specs).state;
		},
	} as unknown as EditorView;
	const { head } = state.selection.main;
	assert.ok(typeof option.apply === 'function');
	option.apply(view, option, head - (at.pos - result!.from), head);
	const text = state.doc.toString();
	return `${text.slice(0, state.selection.main.head)}‸${text.slice(state.selection.main.head)}`;
}

test('what is chosen takes the place of the word, and brings its import', async () => {
	const upper: Completion = {
		...println,
		label: 'ToUpper',
		import: 'strings',
		insert: [{ at: 12, text: '\n\nimport "strings"' }],
	};
	assert.equal(await written(body('fmt.‸'), println), body('fmt.Println‸'));
	assert.equal(
		await written(body('strings.‸'), upper),
		body('strings.ToUpper‸').replace('main\n', 'main\n\nimport "strings"\n'),
	);
	assert.equal(
		await written(body('strings.‸'), upper, () => ({ changes: { from: 0, insert: '// new\n' } })),
		`// new\n${body('strings.ToUpper‸')}`,
		'an import whose place is lost',
	);
});
