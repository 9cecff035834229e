import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFrame } from './frame';

const good = [
	{ run: 'a', seq: 1, kind: 'queued', position: 3 },
	{ run: 'a', seq: 1, kind: 'building' },
	{ run: 'a', seq: 1, kind: 'running' },
	{ run: 'a', seq: 3, kind: 'gap', from: 1 },
	{
		run: 'a',
		seq: 1,
		kind: 'diagnostics',
		items: [{ file: 'main.go', line: 1, column: 0, severity: 'error', message: 'm' }],
	},
	{ run: 'a', seq: 1, kind: 'stdout', at: 0.5, text: '' },
	{ run: 'a', seq: 1, kind: 'stderr', at: 1, text: 'x' },
	{ run: 'a', seq: 1, kind: 'trace', moments: [{ at: 0.5, task: 1, do: 'run' }], raw: 'Z28g', message: '' },
	{ run: 'a', seq: 1, kind: 'check', name: 'TestPeak', ok: false, text: '7 at once, at most 4', version: '1f' },
	{ run: 'a', seq: 1, kind: 'end', at: 1, reason: 'exit', code: 2, message: '' },
];

test('every kind of event is read', () => {
	for (const frame of good) {
		assert.deepEqual(parseFrame(JSON.stringify(frame)), frame);
	}
});

test('an event that lacks a field, or has one of a wrong type, is no event', () => {
	for (const frame of good) {
		for (const name of Object.keys(frame)) {
			for (const value of [undefined, null, {}, -1.5, [{}]]) {
				assert.throws(
					() => parseFrame(JSON.stringify({ ...frame, [name]: value })),
					Error,
					`${frame.kind} with ${name} ${JSON.stringify(value)}`,
				);
			}
		}
	}
});

test('what is no JSON object of text is no event', () => {
	for (const data of [
		new ArrayBuffer(1),
		'',
		'[]',
		'null',
		'1',
		'{',
		'{"run":"a","seq":1,"kind":"none"}',
		'{"run":"a","seq":1,"kind":"end","at":0,"reason":"bored","code":0,"message":""}',
	]) {
		assert.throws(() => parseFrame(data));
	}
});
