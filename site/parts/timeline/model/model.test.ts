import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Event } from '../../../ts/contract/run';
import { Model } from './model';
import { end, facts, modelOf, out, trace, two } from '../testing/runs';

test('moments become spans, one after another', () => {
	const model = two();
	const [main, first] = model.tasks;
	assert.deepEqual(
		first!.spans.map(({ state, on, from, to, line, wokenBy }) => [state, on, from, to, line, wokenBy]),
		[
			['ready', undefined, 2, 3, 0, undefined],
			['running', undefined, 3, 4, 0, undefined],
			['waiting', 'sleep', 4, 1004, 20, 0],
			['running', undefined, 1004, 1005, 0, undefined],
		],
	);
	assert.deepEqual([first!.name, first!.by, first!.line, first!.at, first!.over], ['main.work', 1, 6, 2, 1005]);
	assert.equal(main!.spans.at(-1)!.to, Infinity, 'main was running when the program ended');
	assert.equal(model.until, 2010);
});

test('who created and who woke whom', () => {
	assert.deepEqual(two().arrows, [
		{ at: 2, from: 1, to: 2, kind: 'create', line: 6 },
		{ at: 2, from: 1, to: 3, kind: 'create', line: 6 },
		{ at: 2007, from: 3, to: 1, kind: 'wake', line: 7 },
	]);
});

test('prints are tied to lines of output, whichever comes first', () => {
	const model = two();
	const printed = model.tasks.map(({ marks }) =>
		marks.map(({ stream, index }) => model.printed.line(stream, index)?.text),
	);
	assert.deepEqual(printed, [['begin', 'end'], ['A done'], ['B done']]);
	const line = model.printed.line('stdout', 3)!;
	assert.deepEqual(
		[line.seq, line.nth, model.printed.after('stdout', line)],
		[5, 1, 0],
		'the second of two that came in one piece',
	);
	assert.equal(model.printed.indexOf('stdout', 5, 1), 2);
});

test('a line of several prints, and two streams', () => {
	const model = modelOf(
		out(1, 'a '),
		{ kind: 'stderr', at: 1, text: 'oh\n' },
		out(2, 'b\nc\n'),
		trace(
			'0 1 create name=main.main',
			'1 1 print stream=stdout',
			'1 1 print stream=stderr newlines=1',
			'2 1 print stream=stdout newlines=1',
			'2 1 print stream=stdout newlines=1',
		),
	);
	const texts = model.tasks[0]!.marks.map(({ stream, index }) => model.printed.line(stream, index)?.text);
	assert.deepEqual(texts, ['a b', 'oh', 'a b', 'c']);
});

test('what is known ends with the last moment, unless the program ended by itself', () => {
	const moments = trace('0 1 create name=main.main', '5 1 run');
	assert.equal(modelOf(moments).until, 5);
	assert.equal(modelOf(moments, facts({ until: 9 }), end(9)).until, 9);
	assert.equal(modelOf(moments, end(9)).until, 5, 'there are no facts');
});

test('regions, user tasks and logs', () => {
	const model = modelOf(
		trace(
			'0 1 create name=main.main',
			'1 1 enter name=outer',
			'2 1 enter name=inner',
			'2 1 begin name=order id=7',
			'3 1 leave name=inner',
			'4 1 log name=note text=hi',
			'5 1 create',
			'6 1 leave name=outer',
			'7 1 done id=7',
		),
	);
	const [main] = model.tasks;
	assert.deepEqual(
		main!.regions.map(({ name, from, to, depth }) => [name, from, to, depth]),
		[
			['outer', 1, 6, 0],
			['inner', 2, 3, 1],
			['order', 2, 7, -1],
		],
	);
	assert.deepEqual(main!.notes, [{ at: 4, text: 'note: hi' }]);
});

test('tasks that nobody has heard of are passed over', () => {
	const model = modelOf(
		trace('0 9 run', '0 9 print stream=stdout newlines=1', '0 1 create name=main.main', '1 1 ready by=9'),
	);
	assert.deepEqual([model.tasks.length, model.arrows], [1, []]);
});

test('recorded runs: every print has its line, and every wait its cause', () => {
	const folder = 'parts/timeline/testdata';
	for (const file of readdirSync(folder)) {
		const model = new Model();
		for (const event of JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Event[]) {
			model.add(event);
		}
		const marks = model.tasks.flatMap((task) => task.marks);
		assert.equal(marks.length, model.printed.lines('stdout').length, file);
		for (const { stream, index } of marks) {
			assert.ok(model.printed.line(stream, index), `${file}: a print without a line`);
		}
		for (const { spans } of model.tasks) {
			assert.ok(
				spans.every(({ state, on, from, to }) => from <= to && (state === 'waiting') === (on !== undefined)),
				file,
			);
		}
	}
});
