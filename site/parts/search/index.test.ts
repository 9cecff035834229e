import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Index, terms } from './index';

const passages = [
	{ at: 'gather/', lesson: 'Gather', title: 'Several waits at once', text: 'Three tasks wait together.' },
	{
		at: 'gather/#gather/three-tasks',
		lesson: 'Gather',
		title: 'Three tasks, one wait',
		text: '',
		code: 'package main sync.WaitGroup asyncio.gather asyncio.create_task',
	},
	{
		at: 'timeouts/#errors',
		lesson: 'Timeouts',
		title: 'Errors',
		text: `${'Before it much is said of other things. '.repeat(9)}A panic ends the program.`,
	},
	{ at: 'gather/#并发', lesson: '同时等待', title: '并发与等待', text: '三个任务同时等待，程序只等一次。' },
];
const index = new Index(passages);

const found = (words: string): string[] => index.search(words).map(({ at }) => at);

test('the terms of a text', () => {
	assert.deepEqual(terms('Use asyncio.gather, 用并发编程 3s'), [
		'use',
		'asyncio',
		'gather',
		'用并',
		'并发',
		'发编',
		'编程',
		'3s',
	]);
	assert.deepEqual(terms('等 a'), ['等', 'a']);
	assert.deepEqual(terms(' … '), []);
});

test('words are found in titles first, as they are typed, and misspelt', () => {
	assert.deepEqual(found('errors')[0], 'timeouts/#errors');
	assert.deepEqual(found('pani'), ['timeouts/#errors']);
	assert.deepEqual(found('progam'), ['timeouts/#errors']);
	assert.deepEqual(found('tasks together'), ['gather/']);
	assert.deepEqual(found(''), []);
	assert.deepEqual(found('nowhere'), []);
});

test('without a passage that has all words, those with some are found', () => {
	assert.deepEqual(found('panic nowhere'), ['timeouts/#errors']);
});

test('names of programs are found whole and in part', () => {
	for (const words of ['asyncio.gather', 'WaitGroup', 'create_task', 'sync.Wait']) {
		assert.equal(found(words)[0], 'gather/#gather/three-tasks', words);
	}
	assert.deepEqual(index.search('WaitGroup')[0]!.names, ['sync.WaitGroup']);
});

test('Chinese is found by any of its words, and by a single character', () => {
	assert.deepEqual(found('等待'), ['gather/#并发']);
	assert.deepEqual(found('任务同时'), ['gather/#并发']);
	assert.deepEqual(found('任'), ['gather/#并发']);
	const [hit] = index.search('同时等待');
	assert.deepEqual(
		hit!.excerpt.filter((stretch) => stretch.found).map(({ text }) => text),
		['同时', '等待'],
	);
});

test('the excerpt is where the word is, cut at spaces', () => {
	const { excerpt } = index.search('panic')[0]!;
	const text = excerpt.map((stretch) => stretch.text).join('');
	assert.match(text, /^… \w.* A panic ends the program\.$/);
	assert.deepEqual(
		excerpt.filter((stretch) => stretch.found),
		[{ text: 'panic', found: true }],
	);
});

test('what is typed is no expression', () => {
	for (const words of ['(', 'a|b*', '[', '\\', '.*']) {
		assert.doesNotThrow(() => index.search(words), words);
	}
});
