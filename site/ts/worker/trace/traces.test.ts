/** Runs the published snippets as the page does where they are traced: what their traces tell is what it is on the server. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { packedFile, packedManifest, packedWorkbench } from '../../testing/packed';
import type { Workbench } from '../build/workbench';
import { differ, reduce } from '../../testing/reduce';
import { runTraced } from '../../testing/traced';

let bench: Workbench;
let reader: WebAssembly.Module;

before(async () => {
	bench = await packedWorkbench();
	reader = await WebAssembly.compile(packedFile(packedManifest().page.timeline));
});

// Tests are run with site/ as the current folder.
for (const file of readdirSync('../lessons', { recursive: true }).map(String).filter((each) => each.endsWith('main.go')).sort()) {
	const [, lesson, snippet] = /\d+-([^/]+)\/([^/]+)\/main\.go$/.exec(file)!;
	test(`${lesson}/${snippet}`, async () => {
		const module = await bench.build({ 'main.go': readFileSync(`../lessons/${file}`, 'utf8') }, 'en', true);
		const { moments, message, texts, raw } = await runTraced(module, 'virtual', reader);
		assert.equal(message, '');
		const got = reduce(moments);
		const want = readFileSync(`../server/play/testdata/traces/${lesson}-${snippet}.txt`, 'utf8');
		assert.equal(differ(got, want), '', `got\n${got}\nwant\n${want}`);
		assert.ok(raw.length > 0);

		// Each text is somebody's.
		const lines = (kind: string): number => texts.filter((text) => text.kind === kind).reduce((n, { text }) => n + text.split('\n').length - 1, 0);
		for (const stream of ['stdout', 'stderr']) {
			const told = moments.filter((m) => m.do === 'print' && m.stream === stream).reduce((n, m) => n + (m.newlines ?? 0), 0);
			assert.equal(told, lines(stream), stream);
		}
	});
}
