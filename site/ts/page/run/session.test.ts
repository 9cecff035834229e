import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { Carrier, Detail, Start } from '../../contract/run';
import { type Explain, RunSession } from './session';

/** A run in the hands of a test. */
interface FakeRun {
	request: Start;
	stopped: boolean;
	input: string[];
	send(detail: Detail): void;
}

const request: Start = { snippet: 'hello/hello', clock: 'real', lang: 'en' };
const end: Detail = { kind: 'end', at: 52, reason: 'exit', code: 0, message: '' };

function setUp(
	load?: () => Promise<Carrier>,
	explain: Explain = (sentence) => Promise.resolve(sentence),
): {
	session: RunSession;
	start: () => Promise<void>;
	runs: FakeRun[];
	seen: string[];
} {
	const runs: FakeRun[] = [];
	const carrier: Carrier = {
		start(request, emit) {
			let seq = 0;
			const run: FakeRun = {
				request,
				stopped: false,
				input: [],
				send: (detail) => emit({ run: 'r', seq: ++seq, ...detail }),
			};
			runs.push(run);
			return { stop: () => void (run.stopped = true), stdin: (text) => void run.input.push(text) };
		},
	};
	const seen: string[] = [];
	const session = new RunSession('It did not load.', explain);
	session.observe({
		begun: ({ snippet }) => seen.push(`begun ${snippet}`),
		event: (event) => seen.push(event.kind === 'trace' ? `trace ${event.message}`.trim() : event.kind),
		ended: ({ reason, message }) => seen.push(`ended ${reason} ${message}`.trim()),
	});
	return { session, start: () => session.start(request, load ?? (() => Promise.resolve(carrier))), runs, seen };
}

test('a run from its start to its end', async () => {
	const { start, runs, seen } = setUp();
	await start();
	assert.equal(runs[0]!.request, request);
	for (const detail of [
		{ kind: 'queued', position: 2 },
		{ kind: 'building' },
		{ kind: 'running' },
		{ kind: 'stdout', at: 1, text: 'hello\n' },
		end,
	] satisfies Detail[]) {
		runs[0]!.send(detail);
	}
	assert.deepEqual(seen, ['begun hello/hello', 'queued', 'building', 'running', 'stdout', 'end', 'ended exit']);
});

test('a new run takes the place of one under way', async () => {
	const { start, runs, seen } = setUp();
	await start();
	await start();
	assert.equal(runs[0]!.stopped, true);
	seen.length = 0;
	runs[0]!.send({ kind: 'stdout', at: 1, text: 'late\n' });
	runs[0]!.send({ kind: 'end', at: 1, reason: 'stopped', code: 0, message: 'Stopped.' });
	assert.deepEqual(seen, []);
	runs[1]!.send(end);
	assert.deepEqual(seen, ['end', 'ended exit']);
});

test('stop and input go to the run, and to none after its end', async () => {
	const { session, start, runs } = setUp();
	session.stop();
	session.stdin('nobody');
	await start();
	session.stdin('yes\n');
	session.stop();
	assert.deepEqual(runs[0]!.input, ['yes\n']);
	assert.equal(runs[0]!.stopped, true);
	runs[0]!.send(end);
	session.stdin('late');
	assert.deepEqual(runs[0]!.input, ['yes\n']);
});

test('input waits for the run that it is for', async () => {
	const { session, start, runs } = setUp();
	const first = start();
	session.stdin('of a run that another replaces\n');
	const second = start();
	session.stdin('early\n');
	await Promise.all([first, second]);
	session.stdin('later\n');
	assert.deepEqual(runs.map(({ input }) => input), [['early\n', 'later\n']]);
});

test('stopped before it has started, it does not start', async () => {
	const { session, start, runs, seen } = setUp();
	const started = start();
	session.stop();
	await started;
	assert.equal(runs.length, 0);
	assert.deepEqual(seen, ['begun hello/hello', 'ended stopped']);
});

test('a carrier that cannot be loaded ends the run, and can be tried again', async (context) => {
	context.mock.method(console, 'error', () => undefined);
	const { start, seen } = setUp(() => Promise.reject(new Error('offline')));
	await start();
	await start();
	assert.deepEqual(seen, [
		'begun hello/hello',
		'ended internal It did not load.',
		'begun hello/hello',
		'ended internal It did not load.',
	]);
});

/** Explains a sentence once it is let to. */
function slowly(): { explain: Explain; go: () => Promise<void> } {
	const waiting: (() => void)[] = [];
	return {
		explain: (sentence) => new Promise((resolve) => waiting.push(() => resolve(`explained: ${sentence}`))),
		async go() {
			waiting.splice(0).reverse().forEach((resolve) => resolve());
			await setImmediate();
		},
	};
}

test('what was not there is explained: a carrier, or what the run takes', async (context) => {
	context.mock.method(console, 'error', () => undefined);
	const { explain, go } = slowly();
	const unloaded = setUp(() => Promise.reject(new Error('404')), explain);
	const started = unloaded.start();
	await setImmediate();
	await go();
	await started;
	assert.deepEqual(unloaded.seen, ['begun hello/hello', 'ended internal explained: It did not load.']);
	const { start, runs, seen } = setUp(undefined, explain);
	for (const detail of [
		{ kind: 'end', at: 0, reason: 'internal', code: 0, message: 'No module.', missed: true },
		{ kind: 'end', at: 0, reason: 'refused', code: 0, message: 'No such snippet.' },
		{ kind: 'end', at: 0, reason: 'internal', code: 0, message: 'Our side.' },
	] satisfies Detail[]) {
		await start();
		runs.at(-1)!.send(detail);
		await go();
	}
	assert.deepEqual(
		seen.filter((what) => what.startsWith('ended')),
		['ended internal explained: No module.', 'ended refused explained: No such snippet.', 'ended internal Our side.'],
	);
});

test('what follows an event that is being explained stays behind it', async () => {
	const { explain, go } = slowly();
	const { start, runs, seen } = setUp(undefined, explain);
	await start();
	seen.length = 0;
	const trace: Detail = { kind: 'trace', moments: [], raw: '', message: 'No reader.', missed: true };
	for (const detail of [
		{ kind: 'running' },
		trace,
		{ kind: 'stdout', at: 1, text: 'hello\n' },
		{ ...end, reason: 'internal', message: 'Gone.', missed: true },
	] satisfies Detail[]) {
		runs[0]!.send(detail);
	}
	assert.deepEqual(seen, ['running']);
	await go();
	assert.deepEqual(seen, ['running', 'trace explained: No reader.', 'stdout', 'end', 'ended internal explained: Gone.']);
});

test('a run that was replaced while its end is explained shows no more of itself', async () => {
	const { explain, go } = slowly();
	const { start, runs, seen } = setUp(undefined, explain);
	await start();
	runs[0]!.send({ kind: 'end', at: 0, reason: 'internal', code: 0, message: 'No module.', missed: true });
	await start();
	seen.length = 0;
	await go();
	assert.deepEqual(seen, []);
});

test('an observer that fails leaves the run and the others alone, and is called again', async (context) => {
	const errors = context.mock.method(console, 'error', () => undefined);
	const { session, start, runs, seen } = setUp();
	let calls = 0;
	const fail = (): never => {
		calls++;
		throw new RangeError('too much');
	};
	session.observe({ begun: fail, event: fail, ended: fail });
	session.observe({ ended: () => seen.push('and the last') });
	await start();
	runs[0]!.send({ kind: 'running' });
	runs[0]!.send(end);
	assert.deepEqual(seen, ['begun hello/hello', 'running', 'end', 'ended exit', 'and the last']);
	assert.deepEqual([calls, errors.mock.callCount()], [4, 4]);
});
