/** The original of every snippet, in Pyodide under Node: what it prints, and what its tasks do. */

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { outputPattern } from '../../../testing/pattern.mjs';
import type { Moment } from '../../contract/moment';
import { parseTxtar } from '../../testing/txtar';
import { checked, startPython } from './testing/node';

const root = '../lessons';
const golden = 'ts/worker/python/testdata/moments.txtar';

/** Those whose tasks do the same things in the same order each time. */
const steady = (snippet: string): boolean => !/overhead|sleeping|yielding|crawler/.test(snippet);

const snippets = readdirSync(root, { recursive: true, encoding: 'utf8' })
	.filter((file) => file.endsWith('main.py'))
	.map((file) => file.slice(0, -'/main.py'.length))
	.sort();

const python = await startPython();
const moments = existsSync(golden) ? parseTxtar(readFileSync(golden, 'utf8')) : new Map<string, string>();

for (const snippet of snippets) {
	const folder = join(root, snippet);
	const source = readFileSync(join(folder, 'main.py'), 'utf8');

	test(`${snippet} prints in the page what it prints elsewhere`, () => {
		const own = join(folder, 'output.python.txt');
		const want = readFileSync(existsSync(own) ? own : join(folder, 'output.txt'), 'utf8');
		checked(python, source, {}, ({ output, end }) => {
			assert.equal(end.reason, 'exit');
			assert.equal(end.code, 0);
			if (!outputPattern(want).test(output)) {
				assert.equal(output, want);
			}
		});
	});

	if (steady(snippet)) {
		test(`the tasks of ${snippet} do what they did`, () => {
			checked(python, source, { trace: true }, (done) => {
				const lines = reduced(done.moments);
				if (process.env['UPDATE'] !== undefined) {
					moments.set(snippet, lines);
					writeFileSync(golden, [...moments].map(([name, text]) => `-- ${name} --\n${text}`).join(''));
				}
				assert.equal(lines, moments.get(snippet), 'UPDATE=1 npm run integration originals writes them anew');
			});
		});
	}
}

/** What stands between ‹ and › varies. */
/** Writes moments without their times, one a line. */
function reduced(moments: Moment[]): string {
	return moments
		.map(({ task, do: deed, by, on, name, line, stream, newlines, thread }) =>
			[
				deed,
				task,
				thread && 'thread',
				name,
				line && `:${line}`,
				by && `by ${by}`,
				on && `on ${on}`,
				stream && `${stream} ${newlines}`,
			]
				.filter(Boolean)
				.join(' '),
		)
		.join('\n')
		.concat('\n');
}
