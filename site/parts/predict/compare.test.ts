import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareOrder, compareTime } from './compare';

const printed = ['start', '0.5s beat 1', '2.5s crunched', '2.5s beat 2', ''];

test('an order beside the lines that came, known by parts of them', () => {
	assert.deepEqual(compareOrder(['beat 1', 'beat 2', 'crunched'], printed), [
		{ guess: 'beat 1', came: '0.5s beat 1', right: true },
		{ guess: 'beat 2', came: '2.5s crunched', right: false },
		{ guess: 'crunched', came: '2.5s beat 2', right: false },
	]);
	assert.ok(compareOrder(['beat 1', 'crunched', 'beat 2'], printed)?.every(({ right }) => right));
});

test('an order of lines that did not all come is not compared', () => {
	assert.equal(compareOrder(['beat 1', 'beat 3'], printed), null);
});

test('a time is right within a tenth, or 0.2 s', () => {
	for (const [predicted, took, want] of [
		[3000, 3004, 'right'],
		[2750, 3000, 'right'],
		[2600, 3000, 'more'],
		[6000, 3000, 'less'],
		[0, 12, 'right'],
		[500, 5, 'less'],
	] as const) {
		assert.equal(compareTime(predicted, took), want, `${predicted} for ${took}`);
	}
});
