import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packOrder } from '../load/description';
import { compileFlags, unpack } from '../worker/build/workbench';
import { packedDescription, packedFile } from './packed';

/** Go's compiler and linker as they are installed, with the packages that pages have. */
export class NativeTools {
	readonly #dir: string;
	#config = '';

	/** Writes the packages to a folder, as whole archives. */
	constructor(dir: string) {
		this.#dir = dir;
		const { files } = packedDescription();
		const contents = (name: string): Map<string, Uint8Array> =>
			unpack(packedFile(files.find((file) => file.name === name)!.file));
		for (const pack of packOrder) {
			const objects = contents(`${pack}-objects`);
			for (const [path, types] of contents(`${pack}-types`)) {
				const file = join(dir, 'packages', `${path}.a`);
				mkdirSync(dirname(file), { recursive: true });
				writeFileSync(file, Buffer.concat([types, objects.get(path)!.subarray('!<arch>\n'.length)]));
				this.#config += `packagefile ${path}=${file}\n`;
			}
		}
	}

	/** Builds a program with the flags that Workbench gives, and returns what the two tools make. */
	build(name: string, files: Record<string, string>): { archive: Buffer; binary: Buffer } {
		const dir = join(this.#dir, name);
		mkdirSync(dir);
		writeFileSync(join(dir, 'importcfg'), this.#config);
		for (const [file, source] of Object.entries(files)) {
			writeFileSync(join(dir, file), source);
		}
		const run = (tool: string, ...args: string[]): void => {
			execFileSync(execFileSync('go', ['tool', '-n', tool], { encoding: 'utf8' }).trim(), args, {
				cwd: dir,
				// The linker would write GOROOT into programs, as go build -trimpath does not.
				env: { ...process.env, GOOS: 'js', GOARCH: 'wasm', GOROOT: '', PWD: dir },
			});
		};
		run('compile', ...compileFlags('main'), '-trimpath', `${dir}=>`, ...Object.keys(files).sort());
		run('link', '-importcfg', 'importcfg', '-buildmode=exe', '-s', '-w', '-o', 'main.wasm', 'main.a');
		return { archive: readFileSync(join(dir, 'main.a')), binary: readFileSync(join(dir, 'main.wasm')) };
	}
}
