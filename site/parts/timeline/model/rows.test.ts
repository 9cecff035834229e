import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Moment } from '../../../ts/contract/moment';
import { layOut, placeAt, type Track } from '../draw/layout';
import type { Model } from './model';
import { arrange, countsOf, firstAfter, spanAt } from './rows';
import { modelOf, out, trace, two } from '../testing/runs';
import { titles } from './titles';

const main = '0 1 create name=main.main';

function names(model: Model): string[] {
	return [...titles(model).values()].map(({ name }) => name);
}

/** A run in which tasks of these functions each print a line. */
function printing(...tasks: [name: string, line: string][]): Model {
	const created = tasks.map(([name], index) => `0 ${index + 2} create name=${name} by=1 line=${index + 5}`);
	const printed = tasks.map((_, index) => `1 ${index + 2} print stream=stdout newlines=1`);
	return modelOf(out(1, tasks.map(([, line]) => `${line}\n`).join('')), trace(main, ...created, ...printed));
}

test('tasks of one function are called after what they print', () => {
	assert.deepEqual(names(two()), ['main', 'A', 'B']);
	assert.deepEqual(names(printing(['main.read', '0.5s read home'], ['main.read', '1.0s read docs'])), [
		'main',
		'read home',
		'read docs',
	]);
	assert.deepEqual(names(printing(['main.f', 'worker 1: begins'], ['main.f', 'worker 2: begins'])), [
		'main',
		'worker 1',
		'worker 2',
	]);
});

test('a function of a name of its own is name enough', () => {
	assert.deepEqual(names(printing(['main.heartbeat', 'beat 1'], ['main.main.func1', 'other'])), [
		'main',
		'heartbeat',
		'other',
	]);
});

test('what does not tell tasks apart is no name', () => {
	assert.deepEqual(names(printing(['main.f', 'the same line'], ['main.f', 'the same line'], ['main.f', '42'])), [
		'main',
		'f',
		'f',
		'f',
	]);
	assert.deepEqual(names(printing(['main.f', 'a-word-that-is-far-too-long'], ['main.f.gowrap1', 'x'])), [
		'main',
		'f',
		'f',
	]);
});

test('a region names its task', () => {
	assert.deepEqual(names(modelOf(trace(main, '1 2 create name=main.f by=1', '2 2 enter name=upload'))), [
		'main',
		'upload',
	]);
});

test('what a library does for itself is one row', () => {
	const rows = arrange(
		modelOf(
			trace(
				main,
				'1 2 create name=net/http.(*conn).serve',
				'1 3 create name=net/http.(*Server).Serve',
				'2 4 create name=main.f by=1 line=3',
			),
		),
		new Set(),
	);
	assert.deepEqual(
		rows.map(({ title, tasks, fold }) => [title.name, tasks.length, fold?.why]),
		[
			['main', 1, undefined],
			['net/http', 2, 'library'],
			['f', 1, undefined],
		],
	);
});

test('thousands fold into one row with a count, which opens', () => {
	const tasks = Array.from({ length: 10_000 }, (_, index) => [
		`${index} ${index + 2} create name=main.w by=1 line=5`,
		`${index} ${index + 2} run`,
		`${index + 9} ${index + 2} wait on=receive line=8`,
	]).flat();
	const model = modelOf(trace(main, ...tasks));
	assert.equal(titles(model), titles(model), 'they are named once');
	const [, fold] = arrange(model, new Set());
	assert.deepEqual([fold!.tasks.length, fold!.fold!.why, fold!.fold!.open], [10_000, 'many', false]);
	assert.equal(arrange(model, new Set([fold!.key])).length, 10_002);
	assert.deepEqual(arrange(model, new Set()).length, 2);
});

test('a fold of very many opens', () => {
	const moments = Array.from({ length: 200_000 }, (_, index): Moment => ({
		at: 0,
		task: index + 1,
		do: 'create',
		name: index === 0 ? 'main.main' : 'main.w',
		line: 5,
	}));
	assert.equal(
		arrange(modelOf({ kind: 'trace', moments, raw: '', message: '' }), new Set(['many main.w 5'])).length,
		200_001,
	);
});

test('those that are over at once fold, those that print do not', () => {
	const brief = [2, 3, 4, 5].flatMap((task) => [`1 ${task} create name=main.b by=1 line=5`, `1.1 ${task} end`]);
	assert.equal(arrange(modelOf(trace(main, ...brief)), new Set()).length, 2);
	assert.equal(arrange(modelOf(trace(main, ...brief.slice(0, 6))), new Set()).length, 4);
});

test('counts of tasks by state', () => {
	const { tasks, until } = two();
	const { at, waiting, running } = countsOf(tasks.slice(1), until);
	const when = (instant: number): number => at.findLastIndex((one) => one <= instant);
	assert.deepEqual(
		[3, 500, 1500, 2008].map((instant) => [running[when(instant)], waiting[when(instant)]]),
		[
			[1, 0],
			[0, 2],
			[0, 1],
			[0, 0],
		],
	);
});

test('what a task does at an instant', () => {
	const [, task] = two().tasks;
	assert.deepEqual(
		[1, 2.5, 4, 1003.9, 1004, 1005].map((at) => spanAt(task!, at)?.state),
		[undefined, 'ready', 'waiting', 'waiting', 'running', undefined],
	);
	assert.equal(firstAfter(task!.spans, 5000), task!.spans.length);
});

test('tracks stand one above the other, and heights lead to rows', () => {
	const track = (name: string): Track => ({ name, model: two(), opened: new Set() });
	const [go, python] = [track('Go'), track('Python')];
	const layout = layOut([go, python], 900);
	assert.deepEqual(
		layout.places.map(({ track: { name }, row }) => row?.title.name ?? name),
		['Go', 'main', 'A', 'B', 'Python', 'main', 'A', 'B'],
	);
	for (const [index, { y, height }] of layout.places.entries()) {
		assert.equal(placeAt(layout, y + height / 2), index);
	}
	assert.equal(layout.byTask.get(python)!.get(2), layout.places[6]);
	assert.equal(layOut([go], 900).places.length, 3, 'one alone has no heading');
	assert.equal(layOut([go], 320).gutter, 0);
});
