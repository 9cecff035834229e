import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge, type Option } from './judge';

function options(...right: boolean[]): Option[] {
	return right.map((one, index) => ({ n: index + 1, right: one, value: NaN, within: NaN }));
}

test('of several options one is right', () => {
	const three = options(false, true, false);
	assert.deepEqual(judge('single', three, [2]), { ok: true, right: 3, chosen: [2] });
	assert.deepEqual(judge('single', three, [3]), { ok: false, right: 1, chosen: [3] });
});

test('every box counts, ticked or not', () => {
	const four = options(true, false, true, false);
	for (const [answer, ok, right] of [
		[[1, 3], true, 4],
		[[3, 1], true, 4],
		[[1], false, 3],
		[[1, 2, 3], false, 3],
		[[1, 2, 3, 4], false, 2],
		[[2, 4], false, 0],
	] as const) {
		assert.deepEqual(judge('several', four, answer), { ok, right, chosen: answer }, String(answer));
	}
});

test('an order is right if everything is in its place', () => {
	const three = options(true, true, true);
	for (const [answer, ok, right] of [
		[[1, 2, 3], true, 3],
		[[2, 1, 3], false, 1],
		[[2, 3, 1], false, 0],
	] as const) {
		assert.deepEqual(judge('order', three, answer), { ok, right, chosen: answer }, String(answer));
	}
});

test('a number is right within what its lesson allows, or is a mistake that is known', () => {
	const known: Option[] = [
		{ n: 1, right: true, value: 0.3, within: 0.1 },
		{ n: 2, right: false, value: 4, within: 0 },
	];
	for (const [typed, ok, chosen] of [
		[0.3, true, [1]],
		[0.1 + 0.3, true, [1]],
		[0.2, true, [1]],
		[0.41, false, []],
		[4, false, [2]],
		[0, false, []],
	] as const) {
		const verdict = judge('number', known, [typed]);
		assert.deepEqual([verdict.ok, verdict.chosen], [ok, chosen], String(typed));
	}
	assert.equal(judge('number', known, []).ok, false);
});
