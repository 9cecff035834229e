import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Facts } from '../contract/facts';
import type { Detail, Reason, Start } from '../contract/run';
import { type Shown, Watched } from './outcome';

const plain: Start = { snippet: 'gather/three-tasks', clock: 'real', lang: 'en' };
const checks: Start = { ...plain, files: { 'main.go': '' }, check: true };

/** Returns what a run with those events has shown. */
function ran(
	details: Detail[],
	{ request = plain, isExercise = false, reason = 'exit' as Reason, code = 0 } = {},
): Shown | undefined {
	const watched = new Watched(request, isExercise);
	details.forEach((detail, index) => watched.event({ run: 'r', seq: index + 1, ...detail }));
	return watched.ended(reason, code);
}

/** Returns a trace that ends with facts. */
function traced(facts: Partial<Facts>): Detail {
	const sum = { total: 0, most: 0 };
	const none: Facts = { until: 0, tasks: 1, waiting: sum, running: sum, left: [], starved: [] };
	return { kind: 'trace', moments: [], raw: '', message: '', facts: { ...none, ...facts } };
}

function check(name: string, ok: boolean, text = ''): Detail {
	return { kind: 'check', name, ok, text, version: 'v' };
}

const deadlock: Detail = {
	kind: 'stderr',
	at: 1,
	text:
		'fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [chan receive]:\nmain.main()\n' +
		'\t/home/gopher/main.go:12 +0x1c\n',
};

test('a program that ends well is done, an exercise when its checks pass', () => {
	assert.deepEqual(ran([]), { outcome: 'done', finding: '', line: 0 });
	assert.equal(ran([], { isExercise: true }), undefined);
	const exercise = { request: checks, isExercise: true };
	assert.equal(ran([check('TestAll', true)], exercise)?.outcome, 'done');
	assert.equal(ran([check('TestAll', true)], { ...exercise, request: { ...checks, only: 'TestAll' } }), undefined);
});

test('the first check that fails is the finding, with what it measured', () => {
	assert.deepEqual(
		ran([check('TestAll', true), check('TestPeak', false, '7 at once'), check('TestLast', false)], {
			request: checks,
			isExercise: true,
			code: 1,
		}),
		{ outcome: 'check', finding: 'TestPeak: 7 at once', line: 0 },
	);
});

test('a deadlock is at the line of its facts, or of its dump', () => {
	assert.deepEqual(ran([deadlock], { code: 2 }), { outcome: 'deadlock', finding: '', line: 12 });
	const stuck = [{ task: 2, on: 'recv' as never, line: 9, since: 0 }];
	assert.equal(ran([deadlock, traced({ deadlock: { tasks: 1, stuck } })], { code: 2 })?.line, 9);
});

test('goroutines that are left behind, or keep others waiting, are at their lines', () => {
	const left = [{ name: 'main.main.func1', task: 2, tasks: 6, state: 'waiting' as const, line: 9, at: 0 }];
	assert.deepEqual(ran([traced({ left })]), { outcome: 'leak', finding: '', line: 9 });
	const starved = [{ task: 1, at: 0, time: 5, line: 7, times: 1, tasks: 1, others: [2] }];
	assert.deepEqual(ran([traced({ starved })]), { outcome: 'starved', finding: '', line: 7 });
});

test('what does not compile is told by the compiler', () => {
	const items = [{ file: 'main.go', line: 4, column: 2, severity: 'error', message: 'undefined: wg' }];
	const shown = { outcome: 'build', finding: 'undefined: wg', line: 4 };
	assert.deepEqual(ran([{ kind: 'diagnostics', items }], { reason: 'build' }), shown);
});

test('a panic has its words and its line', () => {
	const text = 'panic: no such thing\n\ngoroutine 1 [running]:\nmain.main()\n\t/home/gopher/main.go:5 +0x1c\n';
	const shown = { outcome: 'panic', finding: 'no such thing', line: 5 };
	assert.deepEqual(ran([{ kind: 'stderr', at: 0, text }], { code: 2 }), shown);
	assert.deepEqual(ran([], { code: 3 }), { outcome: 'exit', finding: '3', line: 0 });
});

test('what was stopped, or not run, shows nothing', () => {
	for (const reason of ['stopped', 'busy', 'refused', 'internal'] as const) {
		assert.equal(ran([], { reason }), undefined);
	}
	assert.equal(ran([], { reason: 'timeout' })?.outcome, 'timeout');
});
