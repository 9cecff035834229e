import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NativeTools } from './native';

/** Makes a folder for the tests of one file; the caller removes it. */
export function tempDir(): string {
	return mkdtempSync(join(tmpdir(), 'tour-run-test-'));
}

/**
 * Builds programs (by name: their files) in a folder, by the installed tools with the packages that pages have, and
 * returns their modules by name.
 */
export function buildPrograms(
	dir: string,
	programs: Map<string, Record<string, string>>,
): Map<string, Uint8Array<ArrayBuffer>> {
	const tools = join(dir, 'tools');
	mkdirSync(tools);
	const native = new NativeTools(tools);
	return new Map([...programs].map(([name, files]) => [name, Uint8Array.from(native.build(name, files).binary)]));
}
