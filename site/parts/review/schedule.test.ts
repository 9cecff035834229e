import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstDays } from '../progress/cards';
import { type Answer, nextDue } from './schedule';

const day = 24 * 60 * 60_000;
const start = Date.UTC(2026, 10, 1, 12);

/** Returns the days between answers, each given when it is due. */
function days(...oks: boolean[]): number[] {
	const answers: Answer[] = [];
	let at = start;
	return oks.map((ok) => {
		answers.push({ at, ok });
		const before = at;
		at = nextDue(answers);
		return (at - before) / day;
	});
}

test('the first answer leads to the days that pages know without the schedule', () => {
	assert.deepEqual(days(true), [firstDays.right]);
	assert.deepEqual(days(false), [firstDays.wrong]);
});

test('what was right comes ever later, what was wrong soon', () => {
	const right = days(true, true, true, true);
	assert.deepEqual(right, right.toSorted((a, b) => a - b));
	assert.ok(new Set(right).size === right.length, String(right));
	assert.ok(days(true, true, true, false)[3]! <= firstDays.right);
	assert.deepEqual(days(false, false, false), [1, 1, 1]);
});

test('the same answers lead to the same day', () => {
	const answers = [{ at: start, ok: true }, { at: start + 5 * day, ok: false }, { at: start + 6 * day, ok: true }];
	assert.equal(nextDue(answers), nextDue(structuredClone(answers)));
});

test('a clock that is put back does no harm', () => {
	const due = nextDue([{ at: start, ok: true }, { at: start - 400 * day, ok: true }, { at: 0, ok: false }]);
	assert.ok(due > start && due <= start + 10 * day, new Date(due).toISOString());
});
