import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Description, importsOf, packsFor } from './description';

const description = {
	go: 'go1.26.8',
	files: [],
	packages: { fmt: 'base', 'encoding/json': 'data', 'net/http': 'net', 'go/ast': 'rest' },
	trace: { file: '', source: '', flag: '' },
} satisfies Description;

test('a pack comes with those before it', () => {
	const packs = (...imports: string[]): string => packsFor(imports, description).join(' ');
	assert.equal(packs(), 'base');
	assert.equal(packs('fmt', 'nosuch'), 'base');
	assert.equal(packs('encoding/json', 'fmt'), 'base data');
	assert.equal(packs('net/http'), 'base data net');
	assert.equal(packs('fmt', 'go/ast'), 'base data net rest');
});

test('imports are found however they are written', () => {
	const imports = (source: string): string[] => importsOf({ 'main.go': source });
	assert.deepEqual(imports('package main\n\nimport "fmt"\nimport . "os"\n\nfunc main() { println("no") }\n'), [
		'fmt',
		'os',
	]);
	assert.deepEqual(imports('package main; import ("fmt"; _ "os"; j `encoding/json`); func main() {}'), [
		'fmt',
		'os',
		'encoding/json',
	]);
	assert.deepEqual(
		imports('package main\n\nimport (\n\t"fmt" // "no"\n\t/* "no"\n\t"no" */\n\t"go/ast"\n)\n\nvar x = "no"\n'),
		['fmt', 'go/ast'],
	);
	assert.deepEqual(imports('package main\r\n\r\nimport "fmt"\r\n\r\ntype t string\r\n\r\nconst x = "no"\r\n'), [
		'fmt',
	]);
	assert.deepEqual(imports('// Package main says "no".\npackage main\n\nfunc main() {}\n'), []);
	assert.deepEqual(imports(''), []);
	assert.deepEqual(importsOf({ 'a.go': 'package main\nimport "fmt"', 'b.go': 'package main\nimport "net/http"' }), [
		'fmt',
		'net/http',
	]);
});

test('a comment sign within a path is no comment', () => {
	assert.deepEqual(importsOf({ 'main.go': 'package main\n\nimport "x//y"\nimport "fmt"\n' }).at(-1), 'fmt');
});
