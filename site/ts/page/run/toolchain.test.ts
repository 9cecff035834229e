import assert from 'node:assert/strict';
import { after, beforeEach, mock, test } from 'node:test';
import { limits } from '../../testing/limits';
import { Store } from '../store';
import { message } from './sentence';
import { testConfig } from '../../testing/config';
import { type FakeWorker, fakeWorkers } from '../../testing/worker';
import { Toolchain } from './toolchain';

/** Returns the ids of all that a builder has been asked, with what. */
function asked({ got }: FakeWorker<'builder'>): string[] {
	return got.map((message) => ('id' in message ? `${message.kind} ${message.id}` : message.kind));
}

const files = { 'main.go': 'package main' };
const item = { file: 'main.go', line: 1, column: 1, severity: 'error', message: 'wrong' } as const;
const port = { close: () => {} } as MessagePort;

Object.assign(globalThis, { location: { href: 'http://tour.test/en/hello/' } });
mock.timers.enable({ apis: ['setTimeout'] });
mock.method(console, 'error', () => {});
after(() => mock.reset());

let workers: FakeWorker<'builder'>[];
let kept: Map<string, string>;
let toolchain: Toolchain;
let states: string[];
let lost: string[];

beforeEach(() => {
	const { start, started } = fakeWorkers();
	workers = started.builder;
	kept = new Map();
	states = [];
	lost = [];
	const storage = {
		getItem: (key: string) => kept.get(key) ?? null,
		setItem: (key: string, value: string) => kept.set(key, value),
		removeItem: (key: string) => kept.delete(key),
	};
	const config = testConfig({
		assets: { source: '/assets/s.wasm', complete: '/assets/c.wasm', toolchain: '/assets/toolchain-1.json' },
	});
	toolchain = new Toolchain(config, new Store(storage as unknown as Storage), start);
	toolchain.addEventListener('change', () => states.push(toolchain.state.kind));
});

/** Opens it, and returns its worker. */
function ready(): FakeWorker<'builder'> {
	toolchain.open();
	workers.at(-1)!.post({ kind: 'opened' });
	states = [];
	return workers.at(-1)!;
}

function make(id: string): void {
	toolchain.make(id, files, 'en', port, (why) => lost.push(`${id} ${why}`));
}

test('it is loaded once, and says how far it is', () => {
	assert.equal(toolchain.state.kind, 'absent');
	toolchain.open();
	toolchain.open();
	assert.equal(workers.length, 1);
	assert.deepEqual(workers[0]!.got, [
		{
			kind: 'open',
			description: 'http://tour.test/assets/toolchain-1.json',
			source: 'http://tour.test/assets/s.wasm',
			complete: 'http://tour.test/assets/c.wasm',
			known: false,
			limits,
		},
	]);
	workers[0]!.post({ kind: 'loaded', bytes: 5, total: 9 });
	assert.deepEqual(toolchain.state, { kind: 'loading', bytes: 5, total: 9 });
	workers[0]!.post({ kind: 'opened' });
	assert.equal(toolchain.state.kind, 'ready');
	workers[0]!.post({ kind: 'loaded', bytes: 9, total: 12 });
	assert.deepEqual(toolchain.state, { kind: 'ready', bytes: 9, total: 12 }, 'a further pack');
	assert.deepEqual(states, ['loading', 'loading', 'ready', 'ready']);
});

test('one that has been here is known the next time, until it fails', () => {
	ready();
	const next = (): boolean => {
		const again = new Toolchain(toolchain.config, toolchain.store, toolchain.startWorker);
		again.open();
		return (workers.at(-1)!.got[0] as { known: boolean }).known;
	};
	assert.equal(next(), true);
	workers.at(-1)!.post({ kind: 'shut', error: 'status 404', key: 'compiler' });
	assert.equal(next(), false);
});

test('where it cannot be loaded all who wait are told, and it can be tried again', () => {
	let missed = 0;
	toolchain.addEventListener('missed', () => missed++);
	make('a');
	make('b');
	workers[0]!.post({ kind: 'missed' });
	assert.equal(missed, 1, 'a part of it');
	workers[0]!.post({ kind: 'shut', error: 'status 404', key: 'compiler' });
	assert.equal(missed, 2);
	assert.deepEqual(lost, ['a failed', 'b failed']);
	assert.equal(toolchain.state.kind, 'failed');
	assert.equal(workers[0]!.terminated, true);
	make('c');
	assert.deepEqual(asked(workers[1]!), ['open', 'make c']);
	workers[1]!.fail();
	assert.deepEqual(lost.slice(2), ['c failed']);
});

test('a tour without a toolchain opens none', () => {
	const none = new Toolchain(testConfig(), toolchain.store, toolchain.startWorker);
	none.open();
	assert.equal(none.offered, false);
	assert.equal(workers.length, 0);
});

test('a build that takes too long costs the worker; what it has not begun is not lost', () => {
	const worker = ready();
	make('a');
	make('b');
	worker.post({ kind: 'began', id: 'a' });
	mock.timers.tick(limits.build - 1);
	assert.deepEqual(lost, []);
	mock.timers.tick(1);
	assert.deepEqual(lost, ['a timeout', 'b replaced']);
	assert.equal(worker.terminated, true);
	assert.deepEqual(states, ['absent', 'loading']);
	assert.deepEqual(asked(workers[1]!), ['open']);
	assert.equal((workers[1]!.got[0] as { known: boolean }).known, true);
	worker.post({ kind: 'opened' });
	assert.equal(toolchain.state.kind, 'loading', 'the old worker is not heard any more');
});

test('who is told of the replacement can ask again at once', () => {
	const worker = ready();
	make('a');
	toolchain.make('b', files, 'en', port, (why) => {
		lost.push(`b ${why}`);
		make('b');
	});
	worker.post({ kind: 'began', id: 'a' });
	mock.timers.tick(limits.build);
	assert.deepEqual(lost, ['a timeout', 'b replaced']);
	assert.deepEqual(asked(workers[1]!), ['open', 'make b']);
	workers[1]!.post({ kind: 'opened' });
	workers[1]!.post({ kind: 'began', id: 'b' });
	workers[1]!.post({ kind: 'made', id: 'b' });
	mock.timers.tick(limits.build);
	assert.equal(workers.length, 2);
});

test('a build that is no longer wanted is dropped, and its end is not missed', () => {
	const worker = ready();
	make('a');
	worker.post({ kind: 'began', id: 'a' });
	toolchain.drop('a');
	toolchain.drop('a');
	assert.deepEqual(asked(worker), ['open', 'make a', 'drop a']);
	mock.timers.tick(limits.build);
	assert.deepEqual(lost, []);
	assert.equal(worker.terminated, true, 'it would never have come to the next');
});

test('only the last review is answered', async () => {
	assert.equal(await toolchain.review(files, 'en'), null, 'not loaded');
	const worker = ready();
	const first = toolchain.review(files, 'en');
	const second = toolchain.review(files, 'en');
	assert.equal(await first, null);
	assert.deepEqual(asked(worker), ['open', 'review review 1', 'drop review 1', 'review review 2']);
	worker.post({ kind: 'began', id: 'review 1' });
	worker.post({ kind: 'reviewed', id: 'review 1', items: [] });
	worker.post({ kind: 'began', id: 'review 2' });
	worker.post({ kind: 'reviewed', id: 'review 2', items: [item] });
	assert.deepEqual(await second, [item]);
	mock.timers.tick(limits.build);
	assert.equal(worker.terminated, false);
});

test('only the last vet is answered, with the sentences of the page', async () => {
	assert.equal(await toolchain.vet(files, 'zh'), null, 'not loaded');
	const worker = ready();
	const first = toolchain.vet(files, 'zh');
	const second = toolchain.vet(files, 'zh');
	assert.equal(await first, null);
	assert.deepEqual(asked(worker), ['open', 'vet vet 1', 'vet vet 2']);
	const theirs = { ...item, severity: 'warning' };
	worker.post({ kind: 'vetted', id: 'vet 1', items: [] });
	worker.post({ kind: 'began', id: 'vet 2' });
	worker.post({ kind: 'vetted', id: 'vet 2', items: [theirs, { ...theirs, message: '', key: 'vet.defer' }] });
	assert.deepEqual(await second, [theirs, { ...theirs, message: message('zh', 'vet.defer') }]);
	mock.timers.tick(limits.build);
	assert.equal(workers.length, 1, 'its time is not counted any longer');
});

test('a vet that takes longer than a build costs the worker', async () => {
	const worker = ready();
	const vet = toolchain.vet(files, 'en');
	mock.timers.tick(limits.build);
	assert.equal(workers.length, 1, 'it has not begun');
	worker.post({ kind: 'began', id: 'vet 1' });
	mock.timers.tick(limits.build);
	assert.equal(await vet, null);
	assert.equal(workers.length, 2);
});

test('a review may take as long as a build; one that takes longer costs the worker, and a build that waits for it goes to the next', async () => {
	const worker = ready();
	const review = toolchain.review(files, 'en');
	worker.post({ kind: 'began', id: 'review 1' });
	make('a');
	mock.timers.tick(limits.build - 1);
	assert.equal(worker.terminated, false);
	mock.timers.tick(1);
	assert.equal(await review, null);
	assert.equal(worker.terminated, true);
	assert.deepEqual(lost, ['a replaced']);
});

test('a completion that takes too long costs the worker too', async () => {
	const worker = ready();
	const items = toolchain.complete('a', 1);
	worker.post({ kind: 'began', id: 'complete 1' });
	mock.timers.tick(limits.build);
	assert.equal(await items, null);
	assert.equal(worker.terminated, true);
});

test('a completion leaves a build the time that it has', () => {
	const worker = ready();
	make('a');
	worker.post({ kind: 'began', id: 'a' });
	void toolchain.complete('a', 1);
	worker.post({ kind: 'began', id: 'complete 1' });
	worker.post({ kind: 'completed', id: 'complete 1', items: [] });
	mock.timers.tick(limits.build - 1);
	assert.equal(worker.terminated, false);
	mock.timers.tick(1);
	assert.deepEqual(lost, ['a timeout']);
});

test('what is built ahead may take as long as a build', async () => {
	const worker = ready();
	const review = toolchain.review(files, 'en');
	worker.post({ kind: 'began', id: 'review 1' });
	worker.post({ kind: 'reviewed', id: 'review 1', items: [] });
	assert.deepEqual(await review, []);
	worker.post({ kind: 'began', id: 'review 1' });
	mock.timers.tick(limits.build - 1);
	assert.equal(worker.terminated, false);
	make('a');
	mock.timers.tick(1);
	assert.deepEqual([worker.terminated, lost], [true, ['a replaced']]);
});

test('only the last to ask for completions is answered', async () => {
	assert.equal(await toolchain.complete('', 0), null, 'not loaded');
	const worker = ready();
	const first = toolchain.complete('a', 1);
	const second = toolchain.complete('ab', 2);
	assert.equal(await first, null);
	worker.post({ kind: 'completed', id: 'complete 1', items: [] });
	worker.post({ kind: 'completed', id: 'complete 2', items: [] });
	assert.deepEqual(await second, []);
	const third = toolchain.complete('abc', 3);
	worker.fail();
	assert.equal(await third, null);
});

test('a page in which nothing is built for long gives up memory, and a hidden one sooner', () => {
	const minute = 60_000;
	const worker = ready();
	const rests = (): number => worker.got.filter(({ kind }) => kind === 'rest').length;
	mock.timers.tick(4 * minute);
	make('a');
	worker.post({ kind: 'began', id: 'a' }, { kind: 'made', id: 'a' });
	mock.timers.tick(4 * minute);
	assert.equal(rests(), 0, 'not so long after a build');
	mock.timers.tick(minute);
	assert.equal(rests(), 1);
	mock.timers.tick(60 * minute);
	assert.equal(rests(), 1, 'once is enough');
	make('b');
	worker.post({ kind: 'began', id: 'b' }, { kind: 'made', id: 'b' });
	toolchain.hide(true);
	mock.timers.tick(minute - 1);
	toolchain.hide(false);
	mock.timers.tick(minute);
	assert.equal(rests(), 1, 'it is shown again');
	toolchain.hide(true);
	mock.timers.tick(minute);
	assert.equal(rests(), 2);
});
