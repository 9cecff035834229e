import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { judge, Words } from './verdict';

interface Case {
	name: string;
	stderr: string[];
	code: number;
	memory?: boolean;
	signal?: number;
	races?: number;
	reason: string;
	key: string;
	top?: string;
	native?: boolean;
}

const cases = JSON.parse(readFileSync('../server/engine/testdata/ends.json', 'utf8')) as Case[];

// A page has no signals and no threads, and no race detector.
for (const c of cases.filter(({ signal, races, native }) => !signal && !races && !native)) {
	test(`how a program ends: ${c.name}`, () => {
		const words = new Words();
		for (const piece of c.stderr) {
			words.read(new TextEncoder().encode(piece));
		}
		const { reason, key = '' } = judge(c.code, words.last(), c.memory ?? false);
		assert.deepEqual({ reason, key }, { reason: c.reason, key: c.key });
		assert.equal(key === 'stack' ? words.top : '', c.top ?? '');
	});
}
