/** Programs with tests are built to run them, as the server builds them. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { limits } from '../../testing/limits';
import { nodeHost } from '../../testing/host';
import { packedFile, packedManifest, packedWorkbench } from '../../testing/packed';
import { runTraced } from '../../testing/traced';
import { startReader } from '../trace/tracereader';
import { Program } from '../program/program';
import { Refusal } from '../supply/modules';
import type { Workbench } from './workbench';

const add = { 'main.go': 'package main\n\nfunc Add(a, b int) int { return a + b }\n\nfunc main() { println("main") }\n' };

/** A program with tests in one more file, whose body is given. */
const tested = (body: string): Record<string, string> => ({
	...add,
	'main_test.go': `package main\n\nimport "testing"\n\n${body}\n`,
});

const passes = tested('func TestAdd(t *testing.T) {\n\tif Add(1, 2) != 3 {\n\t\tt.Fail()\n\t}\n}');

function untimed(text: string): string {
	return text.replace(/ \(\d+\.\d\ds\)/g, '');
}

let bench: Workbench;

before(async () => {
	bench = await packedWorkbench();
});

/** Builds and runs a program; it returns what that wrote, without the time of each test, and its exit code. */
async function run(files: Record<string, string>): Promise<[string, number]> {
	let wrote = '';
	const program = new Program(
		nodeHost((texts) => {
			wrote += texts.map(({ text }) => text).join('');
		}),
		'virtual',
		limits,
	);
	await program.load(await bench.build(files, 'en'));
	program.start();
	return [untimed(wrote), (await program.ended).code];
}

test('tests need the package testing even where they do not import it', () => {
	assert.deepEqual(bench.missing({ ...add, 'main_test.go': 'package main\n' }), ['data']);
});

test('the tests of a program run in place of its main, and without them its main does', async () => {
	assert.deepEqual(await run(passes), ['=== RUN   TestAdd\n--- PASS: TestAdd\nPASS\n', 0]);
	assert.deepEqual(await run(tested('func TestAdd(t *testing.T) { t.Error(Add(1, 2)) }')), [
		'=== RUN   TestAdd\n    main_test.go:5: 3\n--- FAIL: TestAdd\nFAIL\n',
		1,
	]);
	assert.deepEqual(await run(add), ['main\n', 0]);
});

test('tests are traced as programs are', async () => {
	const reader = await startReader(await WebAssembly.compile(packedFile(packedManifest().page.trace)));
	const { texts, ended, message } = await runTraced(await bench.build(passes, 'en', true), 'virtual', reader, '');
	assert.deepEqual([untimed(texts.map(({ text }) => text).join('')), ended.code, message], [
		'=== RUN   TestAdd\n--- PASS: TestAdd\nPASS\n',
		0,
		'',
	]);
});

test('what is wrong with tests is remarked, and refused', async () => {
	const files = { ...add, 'main_test.go': 'package main\n\nfunc TestAdd() {}\n' };
	const items = [
		{
			file: 'main_test.go',
			line: 3,
			column: 1,
			severity: 'error',
			message: 'wrong signature for TestAdd, must be: func TestAdd(t *testing.T)',
		},
	];
	assert.deepEqual(await bench.remarks(files, 'en'), items);
	await assert.rejects(bench.build(files, 'en'), (error) => {
		assert.ok(error instanceof Refusal);
		assert.deepEqual(error.items, items);
		return true;
	});
	assert.deepEqual(await bench.remarks(passes, 'en'), []);
});
