import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summaryText } from './summary';
import { known, modelOf, trace } from '../testing/runs';
import { wordsIn } from './words';

const [en, zh] = [wordsIn('en'), wordsIn('zh')];

test('how long all waited, and how many at once', () => {
	assert.equal(summaryText(known('two'), en), '2 tasks, 3.0 s of waiting in 2.0 s: at most 2 at once.');
	assert.equal(summaryText(known('two'), zh), '2 个任务，2.0 秒里一共等了 3.0 秒，最多 2 个同时在等。');
});

test('one after another is at most one at once', () => {
	assert.equal(summaryText(known('alone'), en), 'One task alone, 3.0 s of waiting in 3.0 s: at most 1 at once.');
});

test('computing is told where there was much of it', () => {
	assert.equal(
		summaryText(known('computing'), en),
		'One task alone, 50 ms of waiting in 1.0 s: at most 1 at once. Computing took 950 ms, one at a time.',
	);
	assert.equal(
		summaryText(known('computing-only'), en),
		'One task alone, 1.0 s of computing in 1.0 s: at most 1 at once.',
	);
});

test('while a program runs it is told how far it is', () => {
	assert.equal(
		summaryText(modelOf(trace('0 1 create name=main.main', '5 2 create by=1', '1500 2 run')), en),
		'1 task so far, in 1.5 s.',
	);
});
