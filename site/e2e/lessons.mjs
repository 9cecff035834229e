import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { outputPattern } from '../testing/pattern.mjs';

const root = fileURLToPath(new URL('../../lessons', import.meta.url));

/** The lessons in order: their names, "gather", and the ids of their snippets, "gather/three-tasks", exercises left out. */
export const lessons = folders(root)
	.filter((folder) => /^\d\d-/.test(folder))
	.map((folder) => {
		const name = folder.slice('00-'.length);
		const snippets = folders(join(root, folder)).filter((snippet) => !existsSync(join(root, folder, snippet, 'check_test.go')));
		return { name, folder, snippets: snippets.map((snippet) => `${name}/${snippet}`) };
	});

/** The paths of all pages beneath a language. */
export const paths = ['', ...lessons.map(({ name }) => `${name}/`)];

function folders(path) {
	return readdirSync(path, { withFileTypes: true })
		.filter((entry) => entry.isDirectory())
		.map((entry) => entry.name)
		.sort();
}

/** Returns a file of a snippet: its program, or another by name. */
export function source(id, file = 'main.go') {
	return readFileSync(join(folderOf(id), file), 'utf8');
}

function folderOf(id) {
	const [lesson, snippet] = id.split('/');
	return join(root, lessons.find(({ name }) => name === lesson).folder, snippet);
}

/** Checks that an output is the documented one of a place, "browser", "wasi" or "python". */
export function assertOutput(id, place, got) {
	const own = join(folderOf(id), `output.${place}.txt`);
	const want = readFileSync(existsSync(own) ? own : join(folderOf(id), 'output.txt'), 'utf8');
	if (!outputPattern(want).test(got)) {
		assert.equal(got, want, `${id} in ${place}`);
	}
}

/**
 * How often a program is run until it prints what is documented: what a busy
 * machine takes from it counts as its computing.
 */
const attempts = 10;

/**
 * Runs a program until its output is the documented one of a place, and returns
 * what run has resolved with, which has that output.
 */
export async function printsDocumented(id, place, run) {
	for (let attempt = 1; ; attempt++) {
		const ran = await run();
		try {
			assertOutput(id, place, ran.output);
			return ran;
		} catch (error) {
			if (attempt === attempts) {
				throw error;
			}
		}
	}
}
