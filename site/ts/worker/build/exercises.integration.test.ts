/** The exercises of the lessons, and programs that are handed in to deceive, are checked as pages check them. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { isTurn } from '../../../testing/needs.mjs';
import type { Exercise } from '../../page/run/exercises';
import { checkProgram } from '../../testing/checked';
import { limits } from '../../testing/limits';
import { packedWorkbench } from '../../testing/packed';
import { tempDir } from '../../testing/programs';
import { bundleWorkers, type Workers } from '../../testing/threads';
import { parseTxtar } from '../../testing/txtar';
import type { Workbench } from './workbench';

// Tests are run with site/ as the current folder.
const lessons = join('..', 'lessons');
const cheats = join('..', 'server', 'exercises', 'testdata', 'cheats');

/** The exercise that the programs of cheats are handed in for. */
const cheated = join(lessons, '04-http', 'four-at-a-time');

/** Among how many places exercises are shared where not all are asked for: server/exercises has the other two. */
const turns = 3;

/** Among how many turns the cheats are shared where not all are asked for; server/exercises has others. */
const cheatTurns = 8;

let bench: Workbench;
let workers: Workers;
const dir = tempDir();

before(async () => {
	bench = await packedWorkbench();
	workers = await bundleWorkers(['runner'], dir);
});

after(() => {
	workers.close();
	rmSync(dir, { recursive: true });
});

/** Reads an exercise from its folder. */
function read(folder: string): Exercise {
	const checks = readFileSync(join(folder, 'check_test.go'), 'utf8');
	const names = [...checks.matchAll(/^func (Test\w*)\(/gm)].map(([, name]) => name!);
	return { checks, names, solution: readFileSync(join(folder, 'solution', 'main.go'), 'utf8'), version: 'v' };
}

/** Checks a program, and returns the names of the checks that it has failed; every check has a word of its own. */
async function failed(source: string, exercise: Exercise): Promise<string[]> {
	const { checks } = await checkProgram(bench, workers.start, { 'main.go': source }, exercise, limits);
	assert.deepEqual(
		checks.map(({ name, version }) => [name, version]),
		exercise.names.map((name) => [name, 'v']),
	);
	for (const { name, ok, text } of checks) {
		assert.equal(text === '', ok, `${name}: ${text}`);
	}
	return checks.filter(({ ok }) => !ok).map(({ name }) => name);
}

const folders = readdirSync(lessons, { recursive: true, encoding: 'utf8' })
	.filter((file) => basename(file) === 'check_test.go')
	.map((file) => join(lessons, file, '..'))
	.sort();

for (const [turn, folder] of folders.entries()) {
	if (!isTurn(turn, 2, turns)) {
		continue;
	}
	const exercise = read(folder);
	const name = folder.slice(lessons.length + 1);
	const source = (...path: string[]): string => readFileSync(join(folder, ...path, 'main.go'), 'utf8');
	test(`${name}: the solution passes`, async () => {
		assert.deepEqual(await failed(exercise.solution, exercise), []);
	});
	if (isTurn(Math.floor(turn / turns), 0, 2)) {
		test(`${name}: the start fails`, async () => {
			assert.notDeepEqual(await failed(source(), exercise), []);
		});
	}
	const wrongs = readdirSync(join(folder, 'wrong'));
	for (const [place, wrong] of wrongs.entries()) {
		if (isTurn(place, turn % wrongs.length, wrongs.length)) {
			test(`${name}: wrong/${wrong} fails what it names`, async () => {
				const [, fails] = /^\/\/ fails: (.*)\n/.exec(source('wrong', wrong))!;
				const named = fails!.split(',').map((check) => check.trim());
				assert.deepEqual((await failed(source('wrong', wrong), exercise)).sort(), named.sort());
			});
		}
	}
}

const handedIn = readdirSync(cheats).filter((file) => file.endsWith('.txtar')).sort();
for (const [place, file] of handedIn.entries()) {
	if (isTurn(place, 2, cheatTurns)) {
		test(`a program that does not solve it: ${basename(file, '.txtar')}`, async () => {
			const text = readFileSync(join(cheats, file), 'utf8');
			const want = /^page ends: (.*)$/m.exec(text) ?? /^ends: (.*)$/m.exec(text);
			const exercise = read(cheated);
			const files = Object.fromEntries(parseTxtar(text));
			const short = { ...limits, wall: 5000 };
			const { checks, end } = await checkProgram(bench, workers.start, files, exercise, short);
			assert.equal(end.reason === 'exit' ? `exit ${end.code}` : end.reason, want![1]);
			assert.deepEqual(checks.map(({ name }) => name), exercise.names);
			assert.ok(checks.some(({ ok }) => !ok), 'it passes');
			for (const { name, ok, text: measured } of checks) {
				assert.ok(ok || measured !== '', `${name} fails, and nobody is told why`);
			}
		});
	}
}
