import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes a folder for the tests of one file; removing it is for whoever asked. */
export function tempDir(): string {
	return mkdtempSync(join(tmpdir(), 'tour-run-test-'));
}

/** Builds programs (by name: their files) for js/wasm in a folder, all at once, and returns their modules by name. */
export function buildPrograms(
	dir: string,
	programs: Map<string, Record<string, string>>,
): Map<string, Uint8Array<ArrayBuffer>> {
	writeFileSync(join(dir, 'go.mod'), 'module programs\n\ngo 1.26\n');
	for (const [name, files] of programs) {
		mkdirSync(join(dir, name));
		for (const [file, source] of Object.entries(files)) {
			writeFileSync(join(dir, name, file), source);
		}
	}
	const out = join(dir, 'out');
	mkdirSync(out);
	execFileSync('go', ['build', '-trimpath', '-ldflags=-s -w', '-o', out + '/', './...'], {
		cwd: dir,
		env: { ...process.env, GOOS: 'js', GOARCH: 'wasm', GOFLAGS: '', GOWORK: 'off' },
		stdio: ['ignore', 'inherit', 'inherit'],
	});
	return new Map([...programs.keys()].map((name) => [name, Uint8Array.from(readFileSync(join(out, name)))]));
}
