import assert from 'node:assert/strict';
import { test } from 'node:test';
import en from './words.en.json';
import zh from './words.zh.json';
import { joined } from './save';
import { cellsOf } from './table';
import { two } from './testing/runs';
import { titles } from './model/titles';
import { lasting, type Word, wordsIn } from './model/words';

const words = wordsIn('en');

test('a row of the table tells of a task all that the picture shows', () => {
	const model = two();
	const names = titles(model);
	const rows = model.tasks.map((task) => cellsOf(task, model, (id) => names.get(id)!, words));
	assert.deepEqual(rows, [
		['main', 'the program, 0.00 s', '2.0 s: WaitGroup 2.0 s (line 8)', '“begin”, “end”', 'with the program'],
		['A (work)', 'main, line 6, 0.00 s', '1.0 s: sleep 1.0 s (line 20)', '“A done”', '1.00 s'],
		['B (work)', 'main, line 6, 0.00 s', '2.0 s: sleep 2.0 s (line 20)', '“B done”', '2.01 s'],
	]);
});

test('both languages have the same texts, with the same places to fill', () => {
	const places = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g))].sort();
	assert.deepEqual(Object.keys(zh), Object.keys(en));
	for (const key of Object.keys(en) as Word[]) {
		const several = key.replace(/One$/, '');
		const known = places(en[(several in en ? several : key) as Word]);
		assert.ok(
			[...places(en[key]), ...places(zh[key])].every((place) => known.includes(place) || place === '{other}'),
			key,
		);
	}
});

test('one is another word than several, and large numbers are read easily', () => {
	assert.equal(words('tasks', { n: 1 }), '1 task');
	assert.equal(words('tasks', { n: 10_000 }), '10,000 tasks');
});

test('times in words', () => {
	assert.deepEqual(
		[0, 0.42, 0.9996, 4.23, 52, 999.6, 3001].map((time) => lasting(time, words)),
		['0 µs', '420 µs', '1.0 ms', '4.2 ms', '52 ms', '1.0 s', '3.0 s'],
	);
});

test('the pieces of a trace make a file', () => {
	assert.equal(Buffer.from(joined(['Z28g', 'MS4yNiB0cmFjZQ==', ''])).toString(), 'go 1.26 trace');
});
