import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cardsOf, daysBetween, handful, today } from './cards';
import type { Deed, Entry } from './entry';

const day = 24 * 60 * 60_000;

/** A day of a month, at an hour, where the test runs. */
function at(date: number, hour = 12): number {
	return new Date(2026, 10, date, hour).getTime();
}

function entry(deed: Deed, id: string, at: number, ok = true, more: Partial<Entry> = {}): Entry {
	return { deed, id, version: 'v1', at, ok, ...more };
}

const fate = { id: 'gather/fate', version: 'v1' };

test('what was answered comes again on a later day, sooner if it was wrong', () => {
	for (const [ok, days] of [
		[true, 3],
		[false, 1],
	] as const) {
		const entries = [entry('answered', fate.id, at(1), ok)];
		const cards = cardsOf(entries, [fate]);
		assert.equal(cards[0]?.due, at(1) + days * day);
		assert.deepEqual(today(cards, entries, at(days, 23)).due, []);
		assert.equal(today(cards, entries, at(days, 23)).next, cards[0].due);
		assert.equal(today(cards, entries, at(1 + days, 0)).due.length, 1, 'from the beginning of the day');
	}
});

test('in a lesson the first answer counts, in reviews each', () => {
	const again = [entry('answered', fate.id, at(1), false), entry('answered', fate.id, at(1, 13))];
	assert.equal(cardsOf(again, [fate])[0]?.due, at(1) + day);
	const reviewed = entry('reviewed', fate.id, at(2), true, { due: at(5) });
	const entries = [...again, reviewed, entry('answered', fate.id, at(3))];
	const [card] = cardsOf(entries, [fate]);
	assert.equal(card?.due, at(5));
	assert.deepEqual(card.history.map(({ deed, at }) => [deed, at]), [['answered', at(1)], ['reviewed', at(2)]]);
});

test('what was not met, or is asked no longer, does not come', () => {
	const entries = [entry('answered', 'gather/gone', at(1)), entry('read', fate.id, at(1))];
	assert.deepEqual(cardsOf(entries, [fate]), []);
	assert.equal(today([], entries, at(9)).next, undefined);
});

test('what asks something else now is asked anew, at once', () => {
	const entries = [
		entry('answered', fate.id, at(1)),
		entry('reviewed', fate.id, at(4), true, { due: at(30) }),
		{ deed: 'predicted', id: 'gather/three-tasks', at: at(1) } as const, // by an earlier release
	];
	const cards = cardsOf(entries, [
		{ id: fate.id, version: 'v2' },
		{ id: 'gather/three-tasks', version: 'v1' },
	]);
	assert.deepEqual(cards.map(({ id, due, history }) => [id, due, history.length]), [
		[fate.id, 0, 0],
		['gather/three-tasks', 0, 0],
	]);
});

test('a handful comes a day, what was due first in front, and the rest on the next', () => {
	const questions = Array.from({ length: handful + 3 }, (_, n) => ({ id: `gather/q${n}`, version: 'v1' }));
	const entries = questions.map(({ id }, n) => entry('answered', id, at(1, 20 - n), false));
	const first = today(cardsOf(entries, questions), entries, at(2));
	assert.equal(first.due.length, handful);
	assert.equal(first.due[0]?.id, questions.at(-1)?.id);
	assert.equal(first.rest, 3);
	assert.equal(first.next, at(3, 0));
	entries.push(...first.due.map(({ id }) => entry('reviewed', id, at(2), true, { due: at(9) })));
	const then = today(cardsOf(entries, questions), entries, at(2, 13));
	assert.deepEqual([then.due.length, then.done, then.rest], [0, handful, 3]);
	const last = today(cardsOf(entries, questions), entries, at(3));
	assert.deepEqual([last.due.length, last.done, last.rest, last.next], [3, 0, 0, at(9)]);
});

test('days are counted by midnights', () => {
	assert.equal(daysBetween(at(1, 23), at(2, 0)), 1);
	assert.equal(daysBetween(at(1, 0), at(1, 23)), 0);
	for (let date = 1; date < 366; date++) {
		assert.equal(daysBetween(at(date, 12), at(date + 1, 12)), 1); // where clocks are changed too
	}
});
