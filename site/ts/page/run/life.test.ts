import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../../testing/limits';
import type { Ended } from '../../contract/protocol';
import type { Event } from '../../contract/run';
import { RunLife, type Stage } from './life';

const exit: Ended = { kind: 'end', at: 7, reason: 'exit', code: 0 };

function setUp(rest?: Promise<void>): { life: RunLife; events: string[]; begun: boolean[]; pass: () => void } {
	const events: string[] = [];
	const begun: boolean[] = [];
	let timer: (() => void) | undefined;
	const time = {
		now: () => 0,
		after: (delay: number, call: () => void) => {
			assert.equal(delay, limits.wall);
			timer = call;
			return () => (timer = undefined);
		},
	};
	const emit = (event: Event): void =>
		void events.push(
			event.kind === 'end'
				? `${event.seq} end ${event.at} ${event.reason} ${event.message}${event.missed ? ' (missed)' : ''}`.trim()
				: `${event.seq} ${event.kind}`,
		);
	const life = new RunLife('r', { snippet: 'hello/hello', clock: 'real', lang: 'en' }, limits, emit, time, (had) => {
		begun.push(had);
		return rest;
	});
	return { life, events, begun, pass: () => timer?.() };
}

test('a life from its beginning to its end', () => {
	const { life, events, begun } = setUp();
	const stages: Stage[] = [life.stage];
	for (const step of [() => life.supply(), () => life.begin(() => 0), () => life.end(exit)]) {
		step();
		stages.push(life.stage);
	}
	life.send({ kind: 'stdout', at: 8, text: 'late' });
	life.end(exit);
	assert.deepEqual(stages, ['waiting', 'supplied', 'begun', 'over']);
	assert.deepEqual(events, ['1 running', '2 end 7 exit']);
	assert.deepEqual(begun, [true]);
});

test('a run is given to another worker once, and not after it has begun', () => {
	const { life } = setUp();
	assert.equal(life.retry(), false, 'nobody has it');
	life.supply();
	assert.deepEqual([life.retry(), life.stage], [true, 'waiting']);
	life.supply();
	assert.equal(life.retry(), false);
	const other = setUp().life;
	other.supply();
	other.begin(() => 0);
	assert.equal(other.retry(), false);
});

test('a program that has begun may go on for so long', () => {
	const { life, events, pass } = setUp();
	life.supply();
	pass();
	life.begin(() => 59_000);
	pass();
	assert.deepEqual(events, [
		'1 running',
		'2 end 59000 timeout Stopped after 60 s, the longest that a run may take.',
	]);
});

test('a run may end at any stage, and what is waited for still comes before its end', async () => {
	const { life: waiting, events: none, begun } = setUp();
	waiting.end({ ...exit, reason: 'refused', key: 'refused.snippet' });
	assert.deepEqual(none, ['1 end 7 refused There is no snippet “hello/hello”.']);
	assert.deepEqual(begun, [false]);
	let done!: () => void;
	const { life, events } = setUp(new Promise((resolve) => (done = resolve)));
	life.begin(() => 0);
	life.end(exit);
	life.send({ kind: 'trace', moments: [], raw: '', message: '' });
	assert.deepEqual(events, ['1 running', '2 trace']);
	done();
	await Promise.resolve();
	assert.deepEqual(events, ['1 running', '2 trace', '3 end 7 exit']);
});

test('an end on something that was not there is marked as that', () => {
	for (const [key, marked] of [
		['program', true],
		['runner', true],
		['compiler', true],
		['python', true],
		['unreachable', true],
		['internal', false],
		['policy', false],
	] as const) {
		const { life, events } = setUp();
		life.end({ ...exit, reason: 'internal', key });
		assert.equal(events[0]!.endsWith(' (missed)'), marked, key);
	}
	for (const [ended, marked] of [
		[{ ...exit, code: 1, key: 'exit' }, true],
		[exit, false],
		[{ ...exit, reason: 'stopped', key: 'stopped' }, false],
	] as const) {
		const { life, events } = setUp();
		life.miss();
		life.end(ended);
		assert.equal(events[0]!.endsWith(' (missed)'), marked, 'of a program that has gone on without it');
	}
});
