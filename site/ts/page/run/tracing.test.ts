import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Facts } from '../../contract/facts';
import type { Detail } from '../../contract/run';
import type { FromReader } from '../../contract/protocol';
import { FakeWorker } from '../../testing/worker';
import { Tracing } from './tracing';

/** Posts what the trace of a run shows. */
function tell(worker: FakeWorker<'reader'>, id: string, more: Partial<FromReader> = {}): void {
	worker.post({
		kind: 'told',
		id,
		moments: [],
		raw: new Uint8Array(0),
		message: '',
		failure: '',
		last: false,
		...more,
	});
}

const end = { at: 1, reason: 'exit' as const, code: 0, deadlock: false };
const piece = { bytes: new Uint8Array(0), writes: [], whole: true };
const broken = 'The timeline ends here: the program’s execution trace cannot be read any further';

function setUp(): {
	tracing: Tracing;
	workers: FakeWorker<'reader'>[];
	messages: string[];
	emit: (detail: Detail & { kind: 'trace' }) => void;
	missed: boolean[];
} {
	const workers: FakeWorker<'reader'>[] = [];
	const messages: string[] = [];
	const missed: boolean[] = [];
	const tracing = new Tracing('trace.wasm', () => {
		workers.push(new FakeWorker<'reader'>());
		return workers.at(-1)!;
	});
	const emit = (detail: Detail & { kind: 'trace' }): void => {
		messages.push(detail.message);
		missed.push(detail.missed === true);
	};
	return { tracing, workers, messages, emit, missed };
}

test('the module is asked for with the worker, and a run ends when the last of its trace is told', async () => {
	const { tracing, workers, messages, emit } = setUp();
	const trace = tracing.open('a', 'en', emit);
	assert.deepEqual(workers[0]!.got, [{ kind: 'prepare', url: 'trace.wasm' }]);
	trace.feed(piece);
	const finished = trace.finish(end);
	tell(workers[0]!, 'a', { message: 'All.', last: true });
	await finished;
	tell(workers[0]!, 'a', { message: 'too late' });
	assert.deepEqual(messages, ['All.']);
});

test('that a trace could not be read is told in a sentence', () => {
	const { tracing, workers, messages, emit, missed } = setUp();
	tracing.open('a', 'en', emit).feed(piece);
	tell(workers[0]!, 'a', { message: 'All.' });
	tell(workers[0]!, 'a', { failure: 'Error: dead' });
	assert.deepEqual(messages, ['All.', `${broken} (Error: dead).`]);
	assert.deepEqual(missed, [false, true], 'what reads it may be gone with its release');
});

test('a worker that fails ends the waiting, also of runs that end later, and is replaced', async () => {
	const { tracing, workers, messages, emit } = setUp();
	const [first, second] = [tracing.open('a', 'en', emit), tracing.open('b', 'en', emit)];
	first.feed(piece);
	const finished = first.finish(end);
	workers[0]!.fail('no script');
	await finished;
	assert.equal(workers[0]!.terminated, true);
	const asked = workers[0]!.got.length;
	second.feed(piece);
	await second.finish(end);
	assert.equal(workers[0]!.got.length, asked);
	assert.deepEqual(messages, [`${broken} (no script).`, `${broken} (its reader has failed).`]);
	tracing.open('c', 'en', emit);
	assert.equal(workers.length, 2);
});

test('a run that never begins leaves nothing behind', () => {
	const { tracing, workers, messages, emit } = setUp();
	tracing.open('a', 'en', emit);
	workers[0]!.fail();
	assert.deepEqual(messages, []);
});

test('the facts of a run come last, also of one that is not read from a trace', async () => {
	const { tracing, workers } = setUp();
	const facts = { until: 5 } as Facts;
	let told: Facts | undefined;
	const trace = tracing.open('a', 'en', (detail) => (told = detail.facts));
	trace.feed(piece);
	const finished = trace.finish(end);
	assert.deepEqual(workers[0]!.got.at(-1), { kind: 'finish', id: 'a', end });
	tell(workers[0]!, 'a', { facts, last: true });
	await finished;
	assert.equal(told, facts);

	const moments = [{ at: 0, task: 1, do: 'run' as const }];
	const made = tracing.facts('p1', moments, end);
	assert.deepEqual(workers[0]!.got.at(-1), { kind: 'sum', id: 'p1', moments, end });
	tell(workers[0]!, 'p1', { facts, last: true });
	assert.equal(await made, facts);

	const lost = tracing.facts('p2', moments, end);
	workers[0]!.fail();
	assert.equal(await lost, undefined);
});
