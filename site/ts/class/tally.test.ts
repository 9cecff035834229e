import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mostRows, numbersOf, rows, total, valueOf } from './tally';

test('a question with options has a bar for each, chosen or not', () => {
	assert.deepEqual(rows('single', 3, [{ 1: 4, 3: 1 }, { 3: 5 }]), [
		[
			{ value: '1', count: 4 },
			{ value: '2', count: 0 },
			{ value: '3', count: 1 },
		],
		[
			{ value: '1', count: 0 },
			{ value: '2', count: 0 },
			{ value: '3', count: 5 },
		],
	]);
});

test('of several options each counts by itself', () => {
	assert.deepEqual(
		rows('several', 3, [{ '1,3': 2, '3': 1, '2,3': 1 }])[0]!.map(({ count }) => count),
		[2, 1, 4],
	);
});

test('numbers stand by their size, at the same place in both rounds', () => {
	const [first, second] = rows('time', 0, [{ 10: 1, 3: 2 }, { 6: 1, 3: 2 }]);
	assert.deepEqual(first!.map(({ value }) => value), ['3', '6', '10']);
	assert.deepEqual(second!.map(({ count }) => count), [2, 1, 0]);
});

test('what few have given is one bar', () => {
	const counts = Object.fromEntries(Array.from({ length: mostRows + 3 }, (_, index) => [`${index},9`, 20 - index]));
	const bars = rows('order', 5, [counts])[0]!;
	assert.equal(bars.length, mostRows + 1);
	assert.equal(bars.at(-1)!.value, '');
	assert.equal(bars.reduce((sum, { count }) => sum + count, 0), total(counts));
});

test('a value is its numbers', () => {
	assert.deepEqual(numbersOf(valueOf([2, 1, 3])), [2, 1, 3]);
	assert.deepEqual(numbersOf(''), []);
	assert.deepEqual(numbersOf('=1+1'), []);
});
