import { limits } from './limits';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import type { Description } from '../load/description';
import { Loader } from '../load/loader';
import { Workbench } from '../worker/build/workbench';

/** Where the toolchain for the page has been packed. */
const dist = join('..', 'wasm', 'dist');

/** Returns the contents of a file there. It throws where the file is missing. */
function read(...path: string[]): Buffer {
	const file = join(dist, ...path);
	if (!existsSync(file)) {
		throw new Error(
			`there is no ${file}: "go run ./wasm/pack" and "go run ./wasm/pack -toolchain" make what these tests need`,
		);
	}
	return readFileSync(file);
}

/** A host whose fetch serves the packed files, at any path, by their names. */
export function packedFetch(url: string): Promise<Response> {
	const name = new URL(url).pathname.split('/').at(-1)!;
	const content = name === descriptionName() ? Uint8Array.from(read('toolchain', name)) : packedFile(name);
	const type = name.endsWith('.wasm') ? 'application/wasm' : 'application/octet-stream';
	return Promise.resolve(new Response(content, { headers: { 'Content-Encoding': 'br', 'Content-Type': type } }));
}

/** Returns the name of the description of the packed files. */
function descriptionName(): string {
	return (JSON.parse(read('toolchain', 'made.json').toString()) as { description: string }).description;
}

/** Returns the description of the packed files. */
export function packedDescription(): Description {
	return JSON.parse(read('toolchain', descriptionName()).toString()) as Description;
}

/** Returns one of the files for pages, uncompressed. */
export function packedFile(file: string): Uint8Array<ArrayBuffer> {
	const packed = `${file}.br`;
	return brotliDecompressSync(
		existsSync(join(dist, 'toolchain', packed)) ? read('toolchain', packed) : read('js', packed),
	);
}

/** Returns the file of each of the page's modules. */
export function packedManifest(): {
	page: { source: string; complete: string; trace: string };
	zones: string;
} {
	return JSON.parse(read('manifest.json').toString()) as ReturnType<typeof packedManifest>;
}

/** Returns the addresses, as the page's configuration has them. */
export function packedAddresses(): { description: string; source: string; complete: string } {
	const { page } = packedManifest();
	const address = (name: string): string => `http://tour.test/assets/${name}`;
	return { description: address(descriptionName()), source: address(page.source), complete: address(page.complete) };
}

/** Opens a workbench with the packed toolchain. */
export async function packedWorkbench(): Promise<Workbench> {
	const { description, source } = packedAddresses();
	return Workbench.open(
		new Loader(packedFetch, description, '', () => {}),
		WebAssembly.compileStreaming(packedFetch(source)),
		true,
		limits,
	);
}
