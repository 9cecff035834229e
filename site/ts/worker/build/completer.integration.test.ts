import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { tempDir } from '../../testing/programs';
import type { Completion } from '../../contract/protocol';
import { limits } from '../../testing/limits';
import { startCompleter } from './completer';

const dir = tempDir();
after(() => rmSync(dir, { recursive: true, force: true }));

const env = { ...process.env, GOOS: 'js', GOARCH: 'wasm' };

/** Builds the completer as the page has it. */
function build(): WebAssembly.Module {
	const file = join(dir, 'complete.wasm');
	execFileSync('go', ['build', '-trimpath', '-ldflags=-s -w', '-o', file, './page/complete'], {
		cwd: '../wasm',
		env,
	});
	return new WebAssembly.Module(readFileSync(file));
}

/** Returns the files of packages' archives, by import path. */
function archives(...packages: string[]): Map<string, string> {
	const lines = execFileSync('go', ['list', '-export', '-deps', '-f', '{{.ImportPath}} {{.Export}}', ...packages], {
		env,
		encoding: 'utf8',
	});
	return new Map(
		lines
			.trim()
			.split('\n')
			.map((line) => line.split(' ') as [string, string]),
	);
}

test('the completer answers in the offsets and with the docs of the page', async () => {
	const files = archives('fmt', 'strings', 'sync');
	let loaded = false;
	const docs = {
		fmt: { '': 'Package fmt implements formatted I/O.', Println: 'Println formats.' },
		strings: { ToUpper: 'ToUpper returns s with all letters mapped.' },
		sync: { 'WaitGroup.Add': 'Add adds delta.' },
	};
	const completer = await startCompleter(
		build(),
		(path) => (loaded && files.has(path) ? readFileSync(files.get(path)!) : undefined),
		limits.source,
	);
	const other = 'package main\n\n// Helper helps.\nfunc Helper(n int) bool { return n > 0 }\n';
	const at = (source: string): Completion[] =>
		completer.complete(source.replace('‸', ''), source.indexOf('‸'), [other], docs);
	const named = (items: Completion[], label: string): Completion | undefined =>
		items.find((item) => item.label === label);
	const source = (body: string): string =>
		`// 世界 😀\npackage main\n\nimport (\n\t"fmt"\n\t"sync"\n)\n\nfunc main() {\n\tvar wg sync.WaitGroup\n\t${body}\n}\n`;

	assert.deepEqual(at(source('fmt.‸')), [], 'packages are not loaded');
	loaded = true;
	assert.deepEqual(named(at(source('fmt.‸')), 'Println'), {
		label: 'Println',
		kind: 'func',
		detail: 'func(a ...any) (n int, err error)',
		doc: 'Println formats.',
		import: '',
		insert: [],
	});
	const helper = named(at(source('Help‸')), 'Helper');
	assert.deepEqual([helper?.detail, helper?.doc], ['func(n int) bool', 'Helper helps.'], 'of another file');
	assert.equal(named(at(source('wg.‸')), 'Add')?.doc, 'Add adds delta.');
	assert.equal(named(at(source('wg.‸')), 'Wait')?.doc, '');
	assert.equal(named(at(source('f‸')), 'fmt')?.doc, docs.fmt['']);
	assert.equal(named(at('// 世界 😀\npackage main\n\nimport "‸"\n'), 'strings')?.kind, 'package');

	const upper = named(at(source('_ = "世界 😀"; strings.‸')), 'ToUpper')!;
	assert.equal(upper.doc, docs.strings.ToUpper);
	assert.equal(upper.import, 'strings');
	assert.deepEqual(upper.insert, [{ at: source('').indexOf('"fmt"') + '"fmt"'.length, text: '\n\t"strings"' }]);

	const file = 'main.go';
	assert.deepEqual(completer.vet({ [file]: source('for wg.Wait(); ; {\n\tdefer fmt.Printf("世界 %d", "x")\n\t}') }), [
		{ file, line: 12, column: 2, severity: 'warning', message: '', key: 'vet.defer' },
		{
			file,
			line: 12,
			column: 27,
			severity: 'warning',
			message: 'fmt.Printf format %d has arg "x" of wrong type string',
		},
	]);
	assert.deepEqual(completer.vet({ [file]: source('wg.Wait(); fmt.Println(missing)') }), []);
	assert.deepEqual(completer.vet({ [file]: source('wg.Wait(); fmt.Println()'), 'other.go': 'package main\n\nvar wg int\n' }), []);
});
