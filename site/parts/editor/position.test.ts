import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indexOfColumn } from './position';

test('columns count bytes, indices count UTF-16', () => {
	const line = 'a é 三 😀 b';
	for (const [character, column] of [
		['a', 1],
		['é', 3],
		['三', 6],
		['😀', 10],
		['b', 15],
	] as const) {
		assert.equal(indexOfColumn(line, column), line.indexOf(character), character);
	}
});

test('a column that is unknown, or beyond the line', () => {
	assert.equal(indexOfColumn('abc', 0), 0);
	assert.equal(indexOfColumn('abc', 99), 3);
	assert.equal(indexOfColumn('', 1), 0);
});
