import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { test } from 'node:test';
import type { FromReader, TracePiece } from '../../contract/protocol';
import { type Begin, TraceReader } from './tracereader';

const piece = (byte: number): TracePiece => ({ bytes: Uint8Array.of(byte), writes: [], whole: true });

/** Begins what tells a moment for each piece, and dies of a piece that is 0. */
const begin: Begin = () => ({
	feed: ([byte]) => (byte === 0 ? undefined : JSON.stringify({ moments: [{ at: byte }], message: '' })),
	close: () => JSON.stringify({ moments: [], message: '' }),
});

function setUp(load: () => Promise<Begin>): { reader: TraceReader; posted: () => Promise<string[]> } {
	const all: string[] = [];
	const reader = new TraceReader(load, (message: FromReader) => {
		const { id, moments, raw, failure, last } = message;
		all.push(`${id}: ${moments.length} of ${[...raw].join(' ')}${failure === '' ? '' : ` ${failure}`}${last ? ', the last' : ''}`);
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
		return Promise.resolve(begin);
	});
	reader.receive({ kind: 'prepare', url: 'timeline.wasm' });
	assert.equal(loads, 1);
	reader.receive({ kind: 'read', id: 'a', lang: 'en', piece: piece(1) });
	reader.receive({ kind: 'finish', id: 'a' });
	reader.receive({ kind: 'finish', id: 'b' });
	assert.deepEqual(await posted(), ['b: 0 of , the last', 'a: 1 of 1', 'a: 0 of , the last']);
	assert.equal(loads, 1);
});

test('a reader that has died is replaced for the next run; of its own the bytes are kept', async (context) => {
	context.mock.method(console, 'error', () => undefined);
	let loads = 0;
	const { reader, posted } = setUp(() => {
		loads++;
		return Promise.resolve(begin);
	});
	reader.receive({ kind: 'prepare', url: 'timeline.wasm' });
	reader.receive({ kind: 'read', id: 'a', lang: 'en', piece: piece(1) });
	assert.deepEqual(await posted(), ['a: 1 of 1']);
	reader.receive({ kind: 'read', id: 'a', lang: 'en', piece: piece(0) });
	assert.deepEqual(await posted(), ['a: 0 of 0 Error: the reader of traces has died']);
	reader.receive({ kind: 'read', id: 'a', lang: 'en', piece: piece(2) });
	reader.receive({ kind: 'read', id: 'b', lang: 'en', piece: piece(4) });
	reader.receive({ kind: 'finish', id: 'a' });
	assert.deepEqual(await posted(), ['a: 0 of 2, the last', 'b: 1 of 4']);
	assert.equal(loads, 2);
});

test('one that could not be loaded is loaded again', async (context) => {
	context.mock.method(console, 'error', () => undefined);
	const loads = [Promise.reject<Begin>(new Error('offline')), Promise.resolve(begin)];
	const { reader, posted } = setUp(() => loads.shift()!);
	reader.receive({ kind: 'prepare', url: 'timeline.wasm' });
	assert.deepEqual(await posted(), []);
	reader.receive({ kind: 'read', id: 'a', lang: 'en', piece: piece(1) });
	assert.deepEqual(await posted(), ['a: 1 of 1']);
});
