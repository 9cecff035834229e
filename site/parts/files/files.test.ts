import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultOf, type Files, full, joined, renamed, sources, split, start, suggestion, trimmed, without } from './files';

const two: Files = { 'main.go': 'package main // 世界 😀', 'main_test.go': 'package main\n\nimport "testing"' };

test('files are one text and files again', () => {
	for (const files of [
		{ 'main.go': '' },
		{ 'main.go': 'package main\n\n' },
		two,
		{ ...two, 'main.go': 'package main\n\n' },
		{ ...two, 'empty.go': '', 'a.go': '[["main.go",1]]\nx' },
		{ 'main.go': '[["main.go",1]]\nx' },
	]) {
		assert.deepEqual(split(joined(files)), files);
		assert.deepEqual(Object.keys(split(joined(files))), Object.keys(files), 'in their order');
	}
	assert.equal(joined({ 'main.go': 'package main' }), 'package main', 'as it was before there were several');
});

test('a text that is no files’ is that of main.go', () => {
	for (const text of [
		'package main\n',
		'[["main.go",',
		'[["main.go",3]]\nx',
		'[["main.go",-1],["a.go",2]]\nx',
		'[["main.go",1],["../a.go",0]]\nx',
		'[["main.go",0],["main.go",1]]\nx',
		'[["main.go",1.5]]\nx',
		'[["main.go",1],3]\nx',
		'[["main.go",1]]',
	]) {
		assert.deepEqual(split(text), { 'main.go': text }, text);
	}
});

test('a file is renamed in its place, and removed', () => {
	assert.deepEqual(Object.entries(renamed({ ...two, 'b.go': 'b' }, 'main_test.go', 'a_test.go')), [
		['main.go', two['main.go']],
		['a_test.go', two['main_test.go']],
		['b.go', 'b'],
	]);
	assert.deepEqual(without(two, 'main_test.go'), { 'main.go': two['main.go'] });
	assert.deepEqual(trimmed({ 'main.go': 'a\n\n', 'b.go': '\nb' }), { 'main.go': 'a', 'b.go': '\nb' });
	assert.equal(sources(two)['main_test.go'], `${two['main_test.go']}\n`);
});

test('names are checked', () => {
	for (const name of ['a.go', 'b2_test.go', '2.go', 'a__b.go']) {
		assert.equal(faultOf(name, two), null, name);
	}
	for (const name of ['', '.go', '_.go', '_a.go', 'a', 'a.txt', 'A.go', 'a b.go', 'a/b.go', 'a-b.go', 'é.go', `${'a'.repeat(40)}.go`]) {
		assert.equal(faultOf(name, two), 'fileBadName', name);
	}
	assert.equal(faultOf('main.go', two), 'fileTaken');
});

test('there are as many files, and as large ones, as a program may have', () => {
	const limits = { files: 3, source: 1000 };
	assert.equal(full(two, limits), null);
	assert.equal(full({ ...two, 'a.go': '' }, limits), 'filesMost');
	assert.equal(full({ 'main.go': '世'.repeat(330) }, limits), 'filesLarge');
});

test('tests are suggested first, and then names that are free', () => {
	assert.equal(suggestion({ 'main.go': '' }), 'main_test.go');
	assert.equal(suggestion(two), 'other.go');
	assert.equal(suggestion({ ...two, 'other.go': '', 'other2.go': '' }), 'other3.go');
	assert.match(start('a_test.go'), /import "testing"/);
	assert.equal(start('a.go'), 'package main\n');
});
