import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { Event, Run, Start } from '../../contract/run';
import type { Facts } from '../../contract/facts';
import { limits } from '../../testing/limits';
import type { Moment } from '../../contract/moment';
import { Store } from '../store';
import { testConfig } from '../../testing/config';
import { type FakeWorker, fakeWorkers } from '../../testing/worker';
import { Python } from './python';
import type { Tracing } from './tracing';
import type { End, FromPython, ToPython } from '../../contract/protocol';

const ended: FromPython = { kind: 'end', at: 20, reason: 'exit', code: 0 };
const printed: FromPython = { kind: 'texts', texts: [{ kind: 'stdout', at: 10, text: 'a\n' }] };

let workers: FakeWorker<'python'>[];
let kept: Map<string, string>;
let python: Python;
let states: string[];
let timers: { delay: number; call: () => void }[];

/** Makes facts of moments when the test says so. */
const tracing = {
	warm: () => undefined,
	facts: (_run: string, moments: Moment[], end: End) =>
		new Promise<Facts>((resolve) => summed.push(() => resolve({ tasks: moments.length, until: end.at } as Facts))),
};
let summed: (() => void)[] = [];

Object.assign(globalThis, { location: { href: 'http://tour.test/en/gather/' } });
mock.method(console, 'error', () => {});

beforeEach(() => {
	const { start: startWorker, started } = fakeWorkers();
	summed = [];
	workers = started.python;
	kept = new Map();
	states = [];
	timers = [];
	const storage = {
		getItem: (key: string) => kept.get(key) ?? null,
		setItem: (key: string, value: string) => kept.set(key, value),
		removeItem: (key: string) => kept.delete(key),
	};
	const config = testConfig({ assets: { python: '/assets/python/python-1.json' } });
	const time = {
		now: () => 0,
		after: (delay: number, call: () => void) => {
			const timer = { delay, call };
			timers.push(timer);
			return () => {
				timers = timers.filter((other) => other !== timer);
			};
		},
	};
	python = new Python(
		config,
		new Store(storage as unknown as Storage),
		tracing as unknown as Tracing,
		startWorker,
		time,
	);
	python.addEventListener('change', () => states.push(python.state.kind));
});

function start(
	clock: Start['clock'] = 'virtual',
	source = 'pass',
	trace = false,
): { run: Run; events: Event[]; lines: () => string[] } {
	const events: Event[] = [];
	const run = python.start(
		{ snippet: 'gather/three-tasks', files: { 'main.py': source }, clock, trace, lang: 'en' },
		(event) => events.push(event),
	);
	return {
		run,
		events,
		lines: () =>
			events.map((event) =>
				event.kind === 'end'
					? `${event.seq} end ${event.reason} ${event.message}`.trim()
					: `${event.seq} ${event.kind}`,
			),
	};
}

test('nothing is loaded before the first run', () => {
	assert.equal(workers.length, 0);
	start();
	assert.deepEqual(workers[0]!.got, [
		{ kind: 'open', description: 'http://tour.test/assets/python/python-1.json', known: false },
	]);
	workers[0]!.post({ kind: 'loaded', bytes: 5, total: 10 });
	assert.deepEqual(python.state, { kind: 'loading', bytes: 5, total: 10 });
	workers[0]!.post({ kind: 'opened' });
	assert.deepEqual(states, ['loading', 'loading', 'ready']);
	assert.equal(workers[0]!.got.length, 2);
});

test('what has been loaded once is known the next time', () => {
	kept.set('tour:python', '/assets/python/python-1.json');
	start();
	assert.deepEqual((workers[0]!.got[0] as ToPython & { kind: 'open' }).known, true);
});

test('one worker runs one program after the other, and each hears its own events', () => {
	const [first, second] = [start(), start()];
	const [worker] = workers as [FakeWorker<'python'>];
	worker.post({ kind: 'opened' });
	assert.equal(worker.got.length, 2);
	worker.post({ kind: 'running' }, printed, ended);
	assert.equal(worker.got.length, 3);
	worker.post({ kind: 'running' }, ended);
	assert.deepEqual(first.lines(), ['1 running', '2 stdout', '3 end exit']);
	assert.deepEqual(second.lines(), ['1 running', '2 end exit']);
	assert.equal(workers.length, 1);
});

test('a program that is stopped while it computes costs the worker, and another is opened at once', () => {
	const { run, lines } = start('real');
	workers[0]!.post({ kind: 'opened' }, { kind: 'running' }, printed);
	run.stop();
	run.stop();
	workers[0]!.post(ended);
	assert.deepEqual(lines(), ['1 running', '2 end stopped Stopped.']);
	assert.ok(workers[0]!.terminated);
	assert.equal(workers.length, 2);
	assert.deepEqual(timers, []);
});

test('one that is stopped when it has been computed, and only its lines are waited for, does not', () => {
	const { run, lines } = start('real');
	workers[0]!.post({ kind: 'opened' }, { kind: 'running' }, printed, ended);
	assert.deepEqual(lines(), ['1 running']);
	run.stop();
	assert.deepEqual(lines(), ['1 running', '2 end stopped Stopped.']);
	assert.ok(!workers[0]!.terminated);
});

test('a run that is stopped while Python is loaded leaves it loading', () => {
	const [first, second] = [start(), start()];
	first.run.stop();
	assert.deepEqual(first.lines(), ['1 end stopped Stopped.']);
	workers[0]!.post({ kind: 'opened' }, { kind: 'running' }, ended);
	assert.deepEqual(second.lines(), ['1 running', '2 end exit']);
	assert.equal(workers.length, 1);
});

test('Python that could not be loaded ends the runs that wait, and the next run tries again', () => {
	const { lines } = start();
	workers[0]!.post({ kind: 'shut', error: 'offline', key: 'python' });
	assert.deepEqual(lines(), ['1 end internal Python could not be loaded. Run it again once there is a connection.']);
	assert.equal(python.state.kind, 'failed');
	const next = start();
	assert.equal(workers.length, 2);
	workers[1]!.post({ kind: 'shut', error: 'CompileError', key: 'policy' });
	assert.match(next.lines()[0]!, /^1 end internal The host of this page forbids WebAssembly/);
});

test('a worker that breaks is replaced', () => {
	const { lines } = start();
	workers[0]!.post({ kind: 'opened' }, { kind: 'running' });
	workers[0]!.fail();
	assert.match(lines().at(-1)!, /^2 end internal Something/);
	start();
	assert.equal(workers.length, 2);
});

test('a run takes a minute at the longest: so long of its own time, less in slow motion, and by the instant clock of ours', () => {
	for (const [clock, wall] of [['real', limits.wall], ['slow', limits.wall / 4], ['virtual', Infinity]] as const) {
		start(clock);
		workers[0]!.post(...(clock === 'real' ? [{ kind: 'opened' } as const] : []));
		assert.equal((workers[0]!.got.at(-1) as ToPython & { kind: 'run' }).wall, wall);
		workers[0]!.post({ kind: 'running' }, ended);
	}
	const { lines } = start('virtual');
	workers[0]!.post({ kind: 'running' });
	assert.equal(timers.at(-1)!.delay, limits.wall);
	timers.at(-1)!.call();
	assert.match(lines().at(-1)!, /^2 end timeout Stopped after 60 s/);
	assert.ok(workers[0]!.terminated);
});

test('over a limit the worker is replaced: it may go on computing', () => {
	const { lines } = start();
	workers[0]!.post(
		{ kind: 'opened' },
		{ kind: 'running' },
		{ kind: 'end', at: 3, reason: 'output', code: 0, key: 'output' },
	);
	assert.match(lines().at(-1)!, /^2 end output Stopped: over the limit of 1024 KiB/);
	assert.ok(workers[0]!.terminated);
});

test('the facts of a traced run come before its end, of what was told of its tasks', async () => {
	const moments: FromPython = { kind: 'moments', moments: [{ at: 5, task: 1, do: 'run' }] };
	const [whole, stopped] = [start('virtual', 'pass', true), start('real', 'pass', true)];
	workers[0]!.post({ kind: 'opened' }, { kind: 'running' }, moments, ended);
	assert.deepEqual(whole.lines(), ['1 running', '2 trace']);
	whole.run.stop(); // too late
	summed[0]!();
	await setImmediate();
	assert.deepEqual(whole.lines(), ['1 running', '2 trace', '3 trace', '4 end exit']);
	assert.deepEqual((whole.events[2] as Event & { kind: 'trace' }).facts, { tasks: 1, until: 20 });
	workers[0]!.post({ kind: 'running' }, moments);
	stopped.run.stop();
	assert.deepEqual(stopped.lines(), ['1 running', '2 end stopped Stopped.'], 'nothing had been told of its tasks');
});
