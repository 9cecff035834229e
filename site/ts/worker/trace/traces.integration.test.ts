/**
 * Runs the published snippets as the page does where they are traced: what their traces tell is what it is on the
 * server. Where the whole is not asked for, it is every second one, and server/transcripts runs the others.
 */

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { isTurn } from '../../../testing/needs.mjs';
import { packedFile, packedManifest, packedWorkbench } from '../../testing/packed';
import type { Workbench } from '../build/workbench';
import { runTraced } from '../../testing/traced';
import { type Module, startReader } from './tracereader';

let bench: Workbench;
let reader: Module;

before(async () => {
	bench = await packedWorkbench();
	reader = await startReader(await WebAssembly.compile(packedFile(packedManifest().page.trace)));
});

// Tests are run with site/ as the current folder.
const files = readdirSync('../lessons', { recursive: true })
	.map(String)
	.filter((each) => /^[^/]+\/[^/]+\/main\.go$/.test(each) && !existsSync(join('..', 'lessons', each, '..', 'check_test.go')))
	.sort();
for (const [turn, file] of files.entries()) {
	if (!isTurn(turn, 1, 2)) {
		continue;
	}
	const [, lesson, snippet] = /\d+-([^/]+)\/([^/]+)\/main\.go$/.exec(file)!;
	test(`${lesson}/${snippet}`, async () => {
		const module = await bench.build({ 'main.go': readFileSync(`../lessons/${file}`, 'utf8') }, 'en', true);
		const { moments, message, texts, raw, facts } = await runTraced(module, 'virtual', reader);
		assert.equal(message, '');
		const got = reader.reduce(JSON.stringify(moments));
		const want = readFileSync(`../server/play/testdata/traces/${lesson}-${snippet}.txt`, 'utf8');
		assert.equal(reader.differ(got, want), '', `got\n${got}\nwant\n${want}`);
		assert.ok(raw.length > 0);
		assert.equal(facts.tasks, moments.filter((m) => m.do === 'create').length);

		// Each text is somebody's.
		const lines = (kind: string): number =>
			texts.filter((text) => text.kind === kind).reduce((n, { text }) => n + text.split('\n').length - 1, 0);
		for (const stream of ['stdout', 'stderr']) {
			const told = moments
				.filter((m) => m.do === 'print' && m.stream === stream)
				.reduce((n, m) => n + (m.newlines ?? 0), 0);
			assert.equal(told, lines(stream), stream);
		}
	});
}
