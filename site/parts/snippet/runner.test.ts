import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Carriers } from '../../ts/page/carriers';
import type { Config } from '../../ts/page/config';
import { Prefs } from '../../ts/page/prefs';
import type { Carrier, Detail, Start } from '../../ts/contract/run';
import { Store } from '../../ts/page/store';
import { fakeStorage } from '../../ts/testing/storage';
import { texts } from '../../ts/page/texts';
import { pythons } from '../../ts/page/pythons';
import { toolchains } from '../../ts/page/toolchains';
import { tracings } from '../../ts/page/tracings';
import { Program } from './program';
import { Runner } from './runner';

const config: Config = { lang: 'en', base: '/', server: true, race: false, dev: false, release: '', packed: '', assets: { worker: '', source: '', complete: '', trace: '', toolchain: '', python: '', pythonWorker: '' }, wasm: {} };

/** A run in the hands of a test. */
interface FakeRun {
	request: Start;
	stopped: boolean;
	input: string[];
	send(detail: Detail): void;
}

function setUp(carriers?: Carriers): { runner: Runner; program: Program; prefs: Prefs; runs: FakeRun[]; heard: string[] } {
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
	const store = new Store(fakeStorage());
	const prefs = new Prefs(store, true);
	const program = new Program('hello/hello', 'package main', store);
	const heard: string[] = [];
	const tour = { config, nonce: '', t: texts('en'), store, prefs, carriers: carriers ?? (() => Promise.resolve(carrier)), toolchain: toolchains(config, store), python: pythons(config, store, tracings(config)) };
	const runner = new Runner(tour, 'hello/hello', program, {
		begun: () => heard.push('begun'),
		heard: () => undefined,
		printed: ({ text }) => heard.push(text),
		ended: () => heard.push('ended'),
		diagnosed: (items) => heard.push(`${items.length} problems`),
		state: (state, words) => heard.push(`${state}: ${words}`),
		built: (by) => heard.push(`built by the ${by}`),
	});
	return { runner, program, prefs, runs, heard };
}

const end: Detail = { kind: 'end', at: 52, reason: 'exit', code: 0, message: '' };

test('a run from its start to its end', async () => {
	const { runner, runs, heard, prefs } = setUp();
	prefs.clock = 'virtual';
	await runner.start();
	assert.deepEqual(runs[0]!.request, { snippet: 'hello/hello', clock: 'virtual', lang: 'en' });
	for (const detail of [
		{ kind: 'queued', position: 2 },
		{ kind: 'building' },
		{ kind: 'running' },
		{ kind: 'stdout', at: 1, text: 'hello\n' },
		end,
	] satisfies Detail[]) {
		runs[0]!.send(detail);
	}
	assert.deepEqual(heard, [
		'begun',
		'queued: Starting…',
		'queued: Waiting in the queue: place 2',
		'building: Building…',
		'built by the server',
		'running: Running…',
		'hello\n',
		'ended',
		'done: Finished in 52 ms by the instant clock',
	]);
});

test('an edited program brings its files', async () => {
	const { runner, runs, heard, program } = setUp();
	program.edit('package mine');
	await runner.start();
	assert.deepEqual(runs[0]!.request.files, { 'main.go': 'package mine\n' });
	runs[0]!.send({ kind: 'diagnostics', items: [{ file: 'main.go', line: 1, column: 1, severity: 'error', message: 'no' }] });
	assert.equal(heard.at(-1), '1 problems');
});

test('a new run takes the place of one under way', async () => {
	const { runner, runs, heard } = setUp();
	await runner.start();
	await runner.start();
	assert.equal(runs[0]!.stopped, true);
	heard.length = 0;
	runs[0]!.send({ kind: 'stdout', at: 1, text: 'late\n' });
	runs[0]!.send({ kind: 'end', at: 1, reason: 'stopped', code: 0, message: 'Stopped.' });
	assert.deepEqual(heard, []);
	runs[1]!.send(end);
	assert.deepEqual(heard, ['ended', 'done: Finished in 52 ms']);
});

test('stop and input go to the run, and to none after its end', async () => {
	const { runner, runs } = setUp();
	runner.stop();
	runner.stdin('nobody');
	await runner.start();
	runner.stdin('yes');
	runner.stop();
	assert.deepEqual(runs[0]!.input, ['yes\n']);
	assert.equal(runs[0]!.stopped, true);
	runs[0]!.send(end);
	runner.stdin('late');
	assert.deepEqual(runs[0]!.input, ['yes\n']);
});

test('stopped before it has started, it does not start', async () => {
	const { runner, runs, heard } = setUp();
	const started = runner.start();
	runner.stop();
	await started;
	assert.equal(runs.length, 0);
	assert.equal(heard.at(-1), 'stopped: Stopped');
});

test('that the carrier cannot be loaded is told, and can be tried again', async (context) => {
	context.mock.method(console, 'error', () => undefined);
	const { runner, heard } = setUp(() => Promise.reject(new Error('offline')));
	await runner.start();
	assert.match(heard.at(-1) ?? '', /^failed: .*did not load/);
	await runner.start();
	assert.match(heard.at(-1) ?? '', /^failed: .*did not load/);
});
