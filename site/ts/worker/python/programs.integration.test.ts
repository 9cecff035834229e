/**
 * Small programs in site/python/testdata/programs, in Pyodide under Node: each prints what it prints natively, by
 * CPython 3.11 or later. UPDATE=1 has the python3 of this machine write that anew.
 */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseTxtar } from '../../testing/txtar';
import { checked, startPython } from './testing/node';

const root = 'python/testdata/programs';
const python = await startPython();

for (const name of readdirSync(root)) {
	const path = join(root, name);
	const archive = readFileSync(path, 'utf8');
	const files = parseTxtar(archive);
	const source = files.get('main.py')!;
	test(`${name.replace('.txtar', '')}: ${archive.slice(0, archive.indexOf('\n'))}`, () => {
		if (process.env['UPDATE'] !== undefined) {
			const stdout = natively(source);
			files.set('stdout', stdout);
			writeFileSync(path, archive.replace(/-- stdout --\n[^]*$/, `-- stdout --\n${stdout}`));
		}
		checked(python, source, {}, ({ output, end }) => {
			assert.equal(output, files.get('stdout'));
			assert.equal(end.code, 0);
		});
	});
}

/** Returns what python3 prints: it begins processes from a file. */
function natively(source: string): string {
	const folder = mkdtempSync(join(tmpdir(), 'program-'));
	try {
		writeFileSync(join(folder, 'main.py'), source);
		const { status, stdout, stderr } = spawnSync('python3', ['-B', 'main.py'], { cwd: folder, encoding: 'utf8' });
		assert.equal(status, 0, stderr);
		return stdout;
	} finally {
		rmSync(folder, { recursive: true });
	}
}
