import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summarize, summaryText } from './summary';
import { end, modelOf, trace, two } from '../testing/runs';
import { wordsIn } from './words';

const [en, zh] = [wordsIn('en'), wordsIn('zh')];

test('how long all waited, and how many at once', () => {
	const { tasks, took, waited, waiting } = summarize(two());
	assert.deepEqual([tasks, took, waited, waiting], [2, 2010, 3000, 2]);
	assert.equal(summaryText(two(), en), '2 tasks, 3.0 s of waiting in 2.0 s: at most 2 at once.');
	assert.equal(summaryText(two(), zh), '2 个任务，2.0 秒里一共等了 3.0 秒，最多 2 个同时在等。');
});

test('one after another is at most one at once', () => {
	const model = modelOf(trace('0 1 create name=main.main', '0 1 run', '0 1 wait on=sleep', '1000 1 ready', '1000 1 run', '1000 1 wait on=sleep', '3000 1 ready', '3000 1 run'), end(3000));
	assert.equal(summaryText(model, en), 'One task alone, 3.0 s of waiting in 3.0 s: at most 1 at once.');
});

test('computing is told where there was much of it', () => {
	const crunch = (from: number, to: number): string[] => [`${from} 1 run`, `${to} 1 wait on=sleep`];
	assert.equal(summaryText(modelOf(trace('0 1 create name=main.main', ...crunch(0, 900), '950 1 run'), end(1000)), en), 'One task alone, 50 ms of waiting in 1.0 s: at most 1 at once. Computing took 950 ms, one at a time.');
	assert.equal(summaryText(modelOf(trace('0 1 create name=main.main', '0 1 run'), end(1000)), en), 'One task alone, 1.0 s of computing in 1.0 s: at most 1 at once.');
});

test('while a program runs it is told how far it is', () => {
	assert.equal(summaryText(modelOf(trace('0 1 create name=main.main', '5 2 create by=1', '1500 2 run')), en), '1 task so far, in 1.5 s.');
});
