import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { Store } from '../store';
import { type Losing, Toolchain } from './toolchain';
import { testConfig } from '../../testing/config';
import { type FakeWorker, fakeWorkers } from '../../testing/worker';
import { browser } from './browser';
import type { Carrier, Event, Run, Start } from '../../contract/run';
import { Tracing } from './tracing';

const config = testConfig({
	base: '/course/',
	assets: { source: '/course/assets/source.wasm' },
	wasm: { 'gather/three-tasks': '/course/assets/three-tasks.wasm' },
});
const published: Start = { snippet: 'gather/three-tasks', clock: 'real', lang: 'en' };
const edited: Start = { ...published, files: { 'main.go': 'package main' }, lang: 'zh' };
const url = '/course/assets/three-tasks.wasm';

interface Setup {
	carrier: Carrier;
	workers: FakeWorker<'runner'>[];
	workshops: FakeWorker<'workshop'>[];
	start: (request: Start) => { run: Run; events: Event[] };
}

function setup(): Setup {
	const { start, started } = fakeWorkers();
	const carrier = browser(
		config,
		new Toolchain(config, new Store(null), start),
		new Tracing('', () => start('reader')),
		start,
	);
	return {
		carrier,
		workers: started.runner,
		workshops: started.workshop,
		start(request) {
			const events: Event[] = [];
			const run = carrier.start(request, (event) => events.push(event));
			assert.deepEqual(events, [], 'no event comes before start() has returned');
			return { run, events };
		},
	};
}

/** What a workshop was asked, without the ports. */
function asked(workshop: FakeWorker<'workshop'>): unknown[] {
	return workshop.got.map((message) => ('port' in message ? { ...message, port: undefined } : message));
}

const kinds = (events: Event[]): string[] =>
	events.map((event) =>
		event.kind === 'end'
			? `${event.seq} end ${event.reason} ${event.code} ${event.message}`
			: `${event.seq} ${event.kind}`,
	);

test('a run is told in order and its worker thrown away', () => {
	const { workers, start } = setup();
	const { events } = start(published);
	const worker = workers[0]!;
	worker.post(
		{ kind: 'running' },
		{
			kind: 'texts',
			texts: [
				{ kind: 'stdout', at: 1, text: 'a\n' },
				{ kind: 'stderr', at: 2, text: 'b\n' },
			],
		},
		{ kind: 'end', at: 3, reason: 'exit', code: 3, key: 'exit' },
		{ kind: 'texts', texts: [{ kind: 'stdout', at: 4, text: 'too late' }] },
		{ kind: 'end', at: 5, reason: 'exit', code: 0 },
	);
	assert.deepEqual(kinds(events), [
		'1 running',
		'2 stdout',
		'3 stderr',
		'4 end exit 3 The program ended with exit code 3.',
	]);
	assert.equal(worker.terminated, true);
});

test('a worker is kept ready, and the workshop gets what is likely to be run', () => {
	const { carrier, workers, workshops, start } = setup();
	carrier.warm!('gather/three-tasks');
	carrier.warm!('gather/none');
	assert.deepEqual([workers.length, workshops.length], [1, 1]);
	start(published);
	assert.equal(workers.length, 1, 'the run takes the worker that was ready');
	assert.deepEqual(asked(workshops[0]!), [
		{ kind: 'compile', url },
		{ kind: 'supply', id: 'b1', source: { url }, port: undefined },
	]);
	workers[0]!.post({ kind: 'running' }, { kind: 'end', at: 3, reason: 'exit', code: 0 });
	assert.equal(workers.length, 2, 'another is made ready');
	start(published);
	assert.deepEqual([workers.length, workshops.length], [2, 1]);
});

test('a build that is no longer wanted is given up', () => {
	const { workshops, start } = setup();
	const { run } = start(edited);
	run.stop();
	assert.deepEqual(asked(workshops[0]!), [
		{
			kind: 'supply',
			id: 'b1',
			source: { build: '/course/build', files: edited.files, trace: false, lang: 'zh' },
			port: undefined,
		},
		{ kind: 'abandon', id: 'b1' },
	]);
});

test('where the workshop fails, the runs that wait for it end, and the next has another', () => {
	const { workers, workshops, start } = setup();
	const running = start(published);
	workers[0]!.post({ kind: 'running' });
	const waiting = start(published);
	workshops[0]!.fail();
	assert.deepEqual(kinds(running.events), ['1 running']);
	assert.deepEqual(kinds(waiting.events), [
		'1 end internal 0 What runs programs in the page could not be loaded. Run it again once there is a connection.',
	]);
	start(published);
	assert.equal(workshops.length, 2);
	running.run.stop();
});

test('an edited source is being built until it runs, or does not compile', async () => {
	const { workers, start } = setup();
	const { events } = start(edited);
	await Promise.resolve();
	assert.deepEqual(kinds(events), ['1 building']);
	const items = [{ file: 'main.go', line: 1, column: 1, severity: 'error', message: 'm' }];
	workers[0]!.post({ kind: 'diagnostics', items }, { kind: 'end', at: 0, reason: 'build', code: 0, key: 'build' });
	assert.deepEqual(kinds(events), ['1 building', '2 diagnostics', '3 end build 0 编译没有通过。']);
});

test('a snippet that is not there is refused', async () => {
	const { start } = setup();
	const { run, events } = start({ ...published, snippet: 'gather/none' });
	run.stop();
	await Promise.resolve();
	assert.deepEqual(kinds(events), ['1 end refused 0 There is no snippet “gather/none”.']);
});

test('an edited program that nobody can build is refused, without asking a host', async () => {
	const { start, started } = fakeWorkers();
	const carrier = browser(
		{ ...config, server: false },
		new Toolchain(config, new Store(null), start),
		new Tracing('', () => start('reader')),
		start,
	);
	const events: Event[] = [];
	carrier.start({ ...edited, lang: 'en' }, (event) => events.push(event));
	await Promise.resolve();
	assert.deepEqual(kinds(events), [
		'1 end refused 0 This copy of the tour can compile nothing, so programs run only as published: ' +
			'reset this one to run it.',
	]);
	assert.deepEqual(started.workshop, []);
});

test('stop ends a run at once, whatever its worker does', () => {
	const { workers, start } = setup();
	const { run, events } = start(published);
	workers[0]!.post({ kind: 'running' });
	run.stdin('a\n');
	run.stop();
	run.stop();
	run.stdin('b\n');
	workers[0]!.post({ kind: 'end', at: 0, reason: 'exit', code: 0 });
	assert.deepEqual(kinds(events), ['1 running', '2 end stopped 0 Stopped.']);
	assert.equal(workers[0]!.terminated, true);
	assert.deepEqual(workers[0]!.got.slice(1), [{ kind: 'stdin', text: 'a\n' }]);
});

test('a worker that fails before the program begins is replaced, once; one that is ready, always', () => {
	const { carrier, workers, workshops, start } = setup();
	carrier.warm!('gather/none');
	workers[0]!.fail();
	const { run, events } = start(published);
	assert.equal(workers.length, 2);
	run.stdin('a\n', true);
	workers[1]!.fail();
	assert.deepEqual(kinds(events), []);
	assert.equal(workers[1]!.terminated, true);
	assert.deepEqual(workers[2]!.got.slice(1), [{ kind: 'stdin', text: 'a\n', last: true }]);
	assert.deepEqual(workshops[0]!.got.map(({ kind }) => kind), ['supply', 'abandon', 'supply']);
	workers[2]!.fail();
	assert.deepEqual(kinds(events), [
		'1 end internal 0 What runs programs in the page could not be loaded. Run it again once there is a connection.',
	]);
});

test('a worker that fails once the program has begun ends the run', () => {
	const { workers, start } = setup();
	const { events } = start(published);
	workers[0]!.post({ kind: 'running' });
	workers[0]!.fail();
	assert.deepEqual(kinds(events), [
		'1 running',
		'2 end internal 0 Something went wrong on our side. The program is not at fault; try once more.',
	]);
});

test('a program that runs too long is stopped', () => {
	mock.timers.enable({ apis: ['setTimeout'] });
	try {
		const { workers, start } = setup();
		const { events } = start({ ...published, clock: 'virtual' });
		mock.timers.tick(100_000); // fetching and compiling do not count
		workers[0]!.post(
			{ kind: 'running' },
			{ kind: 'texts', texts: [{ kind: 'stdout', at: 86_400_000, text: 'a day' }] },
		);
		mock.timers.tick(59_999);
		assert.equal(events.length, 2);
		mock.timers.tick(1);
		assert.deepEqual(kinds(events).slice(2), [
			'3 end timeout 0 Stopped after 60 s, the longest that a run may take.',
		]);
		assert.equal((events.at(-1) as { at: number }).at, 86_400_000);
	} finally {
		mock.timers.reset();
	}
});

test('a program whose builder is replaced before it has begun is built by the next', async () => {
	const { start, started } = fakeWorkers();
	const lost: Losing[] = [];
	const toolchain = {
		offered: true,
		state: { kind: 'ready' },
		make: (_id: string, _files: unknown, _lang: unknown, port: MessagePort, told: Losing) => {
			port.close();
			lost.push(told);
		},
		drop: () => {},
	};
	const carrier = browser(config, toolchain as unknown as Toolchain, new Tracing('', () => start('reader')), start);
	const events: Event[] = [];
	carrier.start(edited, (event) => events.push(event));
	await Promise.resolve();
	lost[0]!('replaced');
	await Promise.resolve();
	assert.deepEqual(
		started.runner.map((worker) => worker.terminated),
		[true, false],
	);
	lost[1]!('timeout');
	assert.deepEqual(kinds(events), ['1 building', '2 building', '3 end timeout 0 编译超过 30 秒，已放弃。']);
	for (const [key, sentence] of [
		[undefined, /^Go 编译器没能加载/],
		['policy', /WebAssembly/],
		['changed', /与发布时不一致/],
	] as const) {
		const ends: Event[] = [];
		carrier.start(edited, (event) => ends.push(event));
		await Promise.resolve();
		lost.at(-1)!('failed', key);
		assert.match((ends.at(-1) as Event & { kind: 'end' }).message, sentence);
	}
});

test('a page builds for a server that cannot, and before its toolchain is loaded waits for it', () => {
	const { start } = fakeWorkers();
	for (const [builds, kind, want] of [
		[true, 'absent', 'server'],
		[true, 'ready', 'page'],
		[false, 'absent', 'page'],
	] as const) {
		const made: string[] = [];
		const toolchain = { offered: true, state: { kind }, make: () => made.push('page'), drop: () => {} };
		const carrier = browser(
			{ ...config, server: true, builds },
			toolchain as unknown as Toolchain,
			new Tracing('', () => start('reader')),
			start,
		);
		carrier.start(edited, () => {}).stop();
		assert.deepEqual(made, want === 'page' ? ['page'] : []);
	}
});

test('a program that the server cannot build is built by the page, where it can', async () => {
	const message = 'The server cannot build programs at the moment.';
	for (const offered of [true, false]) {
		const { start, started } = fakeWorkers();
		const made: string[] = [];
		const toolchain = {
			offered,
			state: { kind: 'loading' },
			make(id: string, _files: unknown, _lang: unknown, port: MessagePort) {
				port.close();
				made.push(id);
			},
			drop: () => {},
		};
		const tracing = new Tracing('', () => start('reader'));
		const carrier = browser(config, toolchain as unknown as Toolchain, tracing, start);
		const events: Event[] = [];
		carrier.start(edited, (event) => events.push(event));
		await Promise.resolve();
		started.runner[0]!.post({ kind: 'end', at: 0, reason: 'busy', code: 0, message, unbuilt: true });
		await Promise.resolve();
		assert.deepEqual(made, offered ? ['b1'] : []);
		assert.deepEqual(kinds(events), ['1 building', offered ? '2 building' : `2 end busy 0 ${message}`]);
		if (offered) {
			started.runner[1]!.post({ kind: 'running' }, { kind: 'end', at: 1, reason: 'exit', code: 0 });
			assert.deepEqual(kinds(events).slice(2), ['3 running', '4 end exit 0 ']);
		}
	}
});

test('the time zones are fetched once a program asks for them, and kept for the next', async () => {
	const { start, started } = fakeWorkers();
	const fetched: string[] = [];
	const answers = [new Response('', { status: 404 }), new Response('zip')];
	const carrier = browser(
		{ ...config, assets: { ...config.assets, zones: '/course/assets/zones-1.zip' } },
		new Toolchain(config, new Store(null), start),
		new Tracing('', () => start('reader')),
		start,
		(url) => {
			fetched.push(url);
			return Promise.resolve(answers.shift()!);
		},
	);
	for (const want of [undefined, new TextEncoder().encode('zip'), new TextEncoder().encode('zip')]) {
		carrier.start(published, () => {});
		const worker = started.runner.at(-1)!;
		worker.post({ kind: 'running' }, { kind: 'zones' });
		await new Promise(setImmediate);
		assert.deepEqual(worker.got.slice(1), [{ kind: 'zones', zip: want }]);
		worker.post({ kind: 'end', at: 1, reason: 'exit', code: 0 });
	}
	assert.deepEqual(fetched, ['/course/assets/zones-1.zip', '/course/assets/zones-1.zip']);
});

/** A carrier that checks programs, with what its toolchain is to make: there are the checks of an exercise, or not. */
function checking(exercise?: object): Setup & { made: unknown[] } {
	const { start, started } = fakeWorkers();
	const made: unknown[] = [];
	const toolchain = {
		offered: true,
		state: { kind: 'ready' },
		open: () => {},
		make(id: string, _files: unknown, _lang: unknown, port: MessagePort, ...rest: unknown[]) {
			port.close();
			made.push([id, ...rest.slice(1)]);
		},
		drop: () => {},
	};
	const carrier = browser(
		{ ...config, exercises: { [published.snippet]: '/course/exercise/gather-1.json' } },
		toolchain as unknown as Toolchain,
		new Tracing('', () => start('reader')),
		start,
		() => Promise.resolve(exercise ? Response.json(exercise) : new Response('', { status: 404 })),
	);
	return {
		carrier,
		made,
		workers: started.runner,
		workshops: started.workshop,
		start(request) {
			const events: Event[] = [];
			return { run: carrier.start(request, (event) => events.push(event)), events };
		},
	};
}

const exercise = { checks: 'package main', names: ['TestAll', 'TestPeak', 'TestTime'], solution: '', version: '1f' };
const toCheck: Start = { ...published, files: { 'main.go': 'package main' }, check: true };

/** The words on checks. */
const words = (events: Event[]): string[] =>
	events
		.filter((event) => event.kind === 'check')
		.map(({ name, ok, text, version }) => `${name} ${ok} ${version} ${text}`);

test('a program is checked by the page, and what there is no word of has failed', async () => {
	const { workers, made, start } = checking(exercise);
	const { events } = start(toCheck);
	await new Promise(setImmediate);
	assert.deepEqual(made, [['b1', false, 'package main']]);
	const asked = workers[0]!.got[0]!;
	assert.ok(asked.kind === 'run');
	assert.deepEqual([asked.clock, asked.check], ['virtual', '']);
	workers[0]!.post(
		{ kind: 'running' },
		{ kind: 'check', name: 'TestAll', ok: true, text: '' },
		{ kind: 'check', name: 'TestTime', ok: true, text: '' }, // out of turn: it is none
		{ kind: 'end', at: 3, reason: 'exit', code: 2, key: 'panic' },
	);
	assert.deepEqual(words(events), [
		'TestAll true 1f ',
		'TestPeak false 1f not passed: the program ended during this check',
		'TestTime false 1f not run: the program had ended before',
	]);
	assert.equal(kinds(events).at(-1), '6 end exit 2 The program panicked: its last lines say where.');
});

test('one check alone is run, traced', async () => {
	const { workers, made, start } = checking(exercise);
	const { events, run } = start({ ...toCheck, only: 'TestPeak', trace: true });
	await new Promise(setImmediate);
	assert.deepEqual(made, [['b1', true, 'package main']]);
	assert.equal((workers[0]!.got[0] as { check: string }).check, 'TestPeak');
	run.stop();
	assert.deepEqual(words(events), ['TestPeak false 1f not run: the program was not started']);
});

test('a run whose checks do not come, or that is stopped before, ends once', async (t) => {
	t.mock.method(console, 'error', () => {});
	const { start } = checking();
	const { events } = start(toCheck);
	await new Promise(setImmediate);
	assert.deepEqual(kinds(events), [
		'1 end internal 0 The program could not be loaded. Run it again once there is a connection.',
	]);
	const stopping = checking(exercise);
	const stopped = stopping.start(toCheck);
	stopped.run.stop();
	await new Promise(setImmediate);
	assert.deepEqual([kinds(stopped.events), stopping.made], [['1 end stopped 0 Stopped.'], []]);
});

test('where no page builds no program is checked', async () => {
	const { start, started } = fakeWorkers();
	const toolchain = new Toolchain(config, new Store(null), start);
	const carrier = browser(config, toolchain, new Tracing('', () => start('reader')), start);
	const events: Event[] = [];
	carrier.start(toCheck, (event) => events.push(event));
	await Promise.resolve();
	assert.match(kinds(events).join(), /^1 end refused/);
	assert.equal(started.runner.length, 1);
});
