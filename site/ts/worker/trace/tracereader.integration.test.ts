import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { test } from 'node:test';
import type { FromReader, TracePiece } from '../../contract/protocol';
import { type Module, TraceReader } from './tracereader';

const piece = (byte: number): TracePiece => ({ bytes: Uint8Array.of(byte), writes: [], whole: true });

const end = { at: 1, reason: 'exit' as const, code: 0, deadlock: false };

/** Tells a moment for each piece, and dies of a piece, or of moments, that are 0. */
const module: Module = {
	readTrace: () => ({
		feed: ([byte]) => (byte === 0 ? undefined : JSON.stringify({ moments: [{ at: byte }], message: '' })),
		close: (_whole, end) =>
			JSON.stringify({ moments: [], message: '', facts: { end: JSON.parse(end) as unknown } }),
	}),
	facts: (moments, end) =>
		moments.includes('"at":0')
			? undefined
			: JSON.stringify({ of: (JSON.parse(moments) as unknown[]).length, end: JSON.parse(end) as unknown }),
	reduce: () => '',
	differ: () => '',
};

function setUp(load: () => Promise<Module>): { reader: TraceReader; posted: () => Promise<string[]> } {
	const all: string[] = [];
	const reader = new TraceReader(load, (message: FromReader) => {
		const { id, moments, raw, failure, facts, last } = message;
		all.push(
			`${id}: ${moments.length} of ${[...raw].join(' ')}${failure === '' ? '' : ` ${failure}`}${facts ? `, facts ${JSON.stringify(facts)}` : ''}${last ? ', the last' : ''}`,
		);
	});
	return {
		reader,
		posted: async () => {
			await setImmediate();
			return all.splice(0);
		},
	};
}

test('a reader is loaded before the first piece comes, and once', async () => {
	let loads = 0;
	const { reader, posted } = setUp(() => {
		loads++;
		return Promise.resolve(module);
	});
	reader.receive({ kind: 'prepare', url: 'trace.wasm' });
	assert.equal(loads, 1);
	reader.receive({ kind: 'read', id: 'a', lang: 'en', piece: piece(1) });
	reader.receive({ kind: 'finish', id: 'a', end });
	reader.receive({ kind: 'finish', id: 'b', end });
	assert.deepEqual(await posted(), [
		'b: 0 of , the last',
		'a: 1 of 1',
		`a: 0 of , facts ${JSON.stringify({ end })}, the last`,
	]);
	assert.equal(loads, 1);
});

test('a reader that has died is replaced for the next run; of its own the bytes are kept', async (context) => {
	context.mock.method(console, 'error', () => undefined);
	let loads = 0;
	const { reader, posted } = setUp(() => {
		loads++;
		return Promise.resolve(module);
	});
	reader.receive({ kind: 'prepare', url: 'trace.wasm' });
	reader.receive({ kind: 'read', id: 'a', lang: 'en', piece: piece(1) });
	assert.deepEqual(await posted(), ['a: 1 of 1']);
	reader.receive({ kind: 'read', id: 'a', lang: 'en', piece: piece(0) });
	assert.deepEqual(await posted(), ['a: 0 of 0 Error: the reader of traces has died']);
	reader.receive({ kind: 'read', id: 'a', lang: 'en', piece: piece(2) });
	reader.receive({ kind: 'read', id: 'b', lang: 'en', piece: piece(4) });
	reader.receive({ kind: 'finish', id: 'a', end });
	assert.deepEqual(await posted(), ['a: 0 of 2, the last', 'b: 1 of 4']);
	assert.equal(loads, 2);
});

test('one that could not be loaded is loaded again', async (context) => {
	context.mock.method(console, 'error', () => undefined);
	const loads = [Promise.reject<Module>(new Error('offline')), Promise.resolve(module)];
	const { reader, posted } = setUp(() => loads.shift()!);
	reader.receive({ kind: 'prepare', url: 'trace.wasm' });
	assert.deepEqual(await posted(), []);
	reader.receive({ kind: 'read', id: 'a', lang: 'en', piece: piece(1) });
	assert.deepEqual(await posted(), ['a: 1 of 1']);
});

test('the facts of moments that come from elsewhere, and none where the module dies of them', async (context) => {
	context.mock.method(console, 'error', () => undefined);
	const { reader, posted } = setUp(() => Promise.resolve(module));
	reader.receive({ kind: 'prepare', url: 'trace.wasm' });
	reader.receive({ kind: 'sum', id: 'p1', moments: [{ at: 1, task: 1, do: 'run' }], end });
	assert.deepEqual(await posted(), [`p1: 0 of , facts ${JSON.stringify({ of: 1, end })}, the last`]);
	reader.receive({ kind: 'sum', id: 'p2', moments: [{ at: 0, task: 1, do: 'run' }], end });
	assert.deepEqual(await posted(), ['p2: 0 of , the last']);
});
