import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Moment } from '../../../ts/contract/moment';
import { fittingSpeed, instantsOf, speeds, stepFrom } from '../model/instants';
import { atOf, panned, roomFor, type Scale, ticks, xOf, zoomed } from './scale';
import { modelOf, two } from '../testing/runs';

const whole: Scale = { from: 0, to: 3000, left: 100, width: 600 };

test('instants and places', () => {
	assert.equal(xOf(whole, 1500), 400);
	assert.equal(atOf(whole, 250), 750);
});

test('zooming keeps the anchor where it is, and all of it within sight', () => {
	const near = zoomed(whole, 3, 1500, 3000);
	assert.deepEqual([near.from, near.to, xOf(near, 1500)], [1000, 2000, 400]);
	assert.deepEqual(zoomed(near, 1 / 10, 1500, 3000), whole);
	const edge = zoomed(whole, 3, 0, 3000);
	assert.deepEqual([edge.from, edge.to], [0, 1000]);
	const { from, to } = zoomed(whole, 1e9, 1500, 3000);
	assert.ok(to - from >= 0.02 - 1e-9, 'no nearer than microseconds');
});

test('moving ends at both ends', () => {
	const near = zoomed(whole, 3, 1500, 3000);
	assert.deepEqual([panned(near, -5000, 3000).from, panned(near, 5000, 3000).to], [0, 3000]);
});

test('a ruler has round instants, and decimals that tell them apart', () => {
	const cases: [Scale, number[], number][] = [
		[whole, [0, 500, 1000, 1500, 2000, 2500, 3000], 1],
		[{ ...whole, to: 60_000 }, [0, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000], 0],
		[{ ...whole, from: 1000, to: 1001 }, [1000, 1000.2, 1000.4, 1000.6, 1000.8, 1001], 4],
	];
	for (const [scale, at, decimals] of cases) {
		const got = ticks(scale);
		assert.deepEqual(got.at.map((tick) => Math.round(tick * 1e6) / 1e6), at);
		assert.equal(got.decimals, decimals);
	}
});

test('while a program runs the axis grows in round steps', () => {
	assert.deepEqual([0.2, 1, 101, 1400, 1600, 2500, 9000].map(roomFor), [1, 1, 150, 1500, 2000, 3000, 10_000]);
});

test('a replay steps from one thing that happened to the next', () => {
	const instants = instantsOf([two()]);
	assert.deepEqual(instants, [0, 1, 2, 3, 5, 1005, 2008, 2010].filter((at) => instants.includes(at)));
	assert.equal(stepFrom(instants, 5, 1), 1005);
	assert.equal(stepFrom(instants, 1005, -1), 5);
	assert.equal(stepFrom(instants, 2010, 1), 2010);
	assert.equal(stepFrom(instants, 0, -1), 0);
});

test('a replay takes a time in which it can be followed', () => {
	for (const took of [0.5, 3, 40, 700, 3000, 45_000, 60_000]) {
		const speed = fittingSpeed(took);
		assert.ok(speeds.some((one) => one === speed));
		assert.ok(took < 1 || (took / speed >= 700 && took / speed <= 20_000), `${took} ms at ${speed}`);
	}
	assert.equal(fittingSpeed(3000), 1);
});

test('a run of very many prints has its instants too', () => {
	const moments = Array.from({ length: 200_000 }, (_, index): Moment => ({
		at: index,
		task: 1,
		do: index === 0 ? 'create' : 'print',
		newlines: 1,
	}));
	const instants = instantsOf([modelOf({ kind: 'trace', moments, raw: '', message: '' })]);
	assert.equal(instants.at(-1), 199_999);
	assert.ok(instants.length > 190 && instants.length < 210, `${instants.length}`);
});
