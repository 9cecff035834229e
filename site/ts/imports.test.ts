/** Holds what the page's scripts import to the realms that they run in, and forbids circles. */

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';

/**
 * What may not import what, and why: folders, of which the longest that a file lies in counts. Tests may import
 * anything.
 */
const bans: [from: string, to: string[], why: string][] = [
	[
		'ts/contract',
		['ts/load', 'ts/page', 'ts/worker', 'ts/sw', 'parts'],
		'every realm loads the contract: it may lean on nothing',
	],
	['ts/load', ['ts/page', 'ts/worker', 'ts/sw', 'parts'], 'every realm loads files in this way'],
	[
		'ts/worker',
		['ts/page', 'ts/sw', 'parts'],
		'a worker has no document, and would load the page’s scripts along with its own',
	],
	[
		'ts/sw',
		['ts/page', 'ts/worker', 'parts'],
		'a service worker has no document, and is one script that every page makes the browser look at',
	],
	[
		'ts/page',
		['ts/worker', 'ts/sw'],
		'a page may not compile WebAssembly, and would load a worker’s script at first sight',
	],
	[
		'ts/class',
		['ts/page', 'ts/worker', 'ts/sw', 'parts'],
		'what a page has of its class is known without a document: parts/class shows it',
	],
	[
		'parts',
		['ts/worker', 'ts/sw'],
		'a page may not compile WebAssembly, and would load a worker’s script at first sight',
	],
	[
		'ts/page',
		['parts'],
		'the page knows its parts by ts/page/main.ts alone, so that the next part is a folder and a line',
	],
	[
		'parts/snippet',
		['parts/predict', 'parts/original', 'parts/offline'],
		'a snippet does not know its features: main.ts gives them to it',
	],
	[
		'parts/timeline',
		['parts/snippet', 'parts/original', 'parts/predict', 'parts/offline'],
		'the timeline draws runs, whoever has them drawn',
	],
	[
		'parts/editor',
		['parts/snippet', 'parts/timeline', 'parts/original', 'parts/predict', 'parts/offline'],
		'the editor edits a text, whatever it is for',
	],
];

/** The one that is free of a ban: it puts the page together. */
const main = 'ts/page/main.ts';

/**
 * Returns the scripts, by path, with what they import of each other, types included. Tests are run with site/ as
 * the current folder.
 */
function graph(): Map<string, string[]> {
	const files = ['ts', 'parts']
		.flatMap((folder) =>
			readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
		)
		.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.split('/').includes('testing'));
	return new Map(
		files.map((file) => {
			const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'));
			return [
				file,
				importedFiles
					.map(({ fileName }) => fileName)
					.filter((name) => name.startsWith('.'))
					.flatMap((name) => resolve(file, name)),
			];
		}),
	);
}

function resolve(file: string, name: string): string[] {
	const path = normalize(join(dirname(file), name));
	return existsSync(`${path}.ts`) ? [`${path}.ts`] : [];
}

/** Returns a circle of files that import each other, or nothing. */
function circle(imports: Map<string, string[]>): string[] | undefined {
	const done = new Set<string>();
	const path: string[] = [];
	const visit = (file: string): string[] | undefined => {
		if (path.includes(file)) {
			return [...path.slice(path.indexOf(file)), file];
		}
		if (done.has(file)) {
			return undefined;
		}
		path.push(file);
		for (const next of imports.get(file) ?? []) {
			const found = visit(next);
			if (found) {
				return found;
			}
		}
		path.pop();
		done.add(file);
		return undefined;
	};
	for (const file of imports.keys()) {
		const found = visit(file);
		if (found) {
			return found;
		}
	}
	return undefined;
}

test('no files import each other in a circle', () => {
	assert.equal(circle(graph())?.join(' imports '), undefined);
	assert.deepEqual(
		circle(
			new Map([
				['a', ['b']],
				['b', ['c', 'd']],
				['c', []],
				['d', ['b']],
			]),
		),
		['b', 'd', 'b'],
		'a circle is found',
	);
});

test('no file imports what its realm or its part may not', () => {
	const imports = graph();
	assert.ok(
		(imports.get('ts/page/run/gorun.ts') ?? []).includes('ts/contract/run.ts'),
		'imports are found, of types too',
	);
	for (const [from, to, why] of bans) {
		for (const folder of [from, ...to]) {
			assert.ok(existsSync(folder), `${folder} is there no more: the ban says nothing`);
		}
		for (const [file, imported] of imports) {
			if (!file.startsWith(`${from}/`) || file === main) {
				continue;
			}
			for (const one of imported) {
				const banned = to.find((folder) => one.startsWith(`${folder}/`));
				assert.equal(banned, undefined, `${file} imports ${one}: ${why}`);
			}
		}
	}
});

test('a worker that names the document does not compile, nor does what it shares', () => {
	for (const realm of ['ts/worker', 'ts/sw']) {
		assert.deepEqual(faults(`${realm}/tsconfig.json`, `${realm}/sample.ts`), [
			"Cannot find name 'document'",
			"Cannot find name 'window'",
		]);
		assert.deepEqual(faults(`${realm}/tsconfig.json`, 'ts/contract/sample.ts'), [
			"Cannot find name 'document'",
			"Cannot find name 'window'",
		]);
	}
	assert.deepEqual(faults('tsconfig.json', 'parts/snippet/sample.ts'), []);
});

/**
 * Returns what is wrong, by a configuration, with a file at a path that names the document and the window, which
 * only the page's thread has.
 */
function faults(config: string, file: string): string[] {
	const { options, fileNames } = ts.getParsedCommandLineOfConfigFile(
		join(process.cwd(), config),
		{},
		{
			...ts.sys,
			onUnRecoverableConfigFileDiagnostic: ({ messageText }) =>
				assert.fail(ts.flattenDiagnosticMessageText(messageText, ' ')),
		},
	)!;
	assert.ok(
		fileNames.some((name) => dirname(name) === join(process.cwd(), dirname(file))),
		`${config} compiles ${dirname(file)}`,
	);
	const host = ts.createCompilerHost(options);
	const source = ts.createSourceFile(file, 'document.title = String(window);\n', ts.ScriptTarget.ES2022);
	const read = host.getSourceFile.bind(host);
	host.getSourceFile = (name, ...rest) => (name === file ? source : read(name, ...rest));
	const program = ts.createProgram([file], options, host);
	return program
		.getSemanticDiagnostics(source)
		.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' ').split('.')[0]!);
}
