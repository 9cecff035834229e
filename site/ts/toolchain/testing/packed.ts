import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { Loader } from '../loader';
import { Workbench } from '../workbench';

/** Where the toolchain for the page has been packed: "go run ./wasm/pack -toolchain" does it. */
export const dist = join('..', 'wasm', 'dist');

/** A host whose fetch serves what was packed, at any path, by the file's name. */
export async function packedFetch(url: string): Promise<Response> {
	const name = new URL(url).pathname.split('/').at(-1)!;
	const content = name.startsWith('toolchain-') ? readFileSync(join(dist, 'toolchain', name)) : brotliDecompressSync(readFileSync(join(dist, 'toolchain', `${name}.br`)));
	return Promise.resolve(new Response(content, { headers: { 'Content-Encoding': 'br', 'Content-Type': name.endsWith('.wasm') ? 'application/wasm' : 'application/octet-stream' } }));
}

/** Returns the address of the description of what was packed. */
export function packedDescription(): string {
	const { description } = JSON.parse(readFileSync(join(dist, 'toolchain', 'made.json'), 'utf8')) as { description: string };
	return `http://tour.test/assets/toolchain/${description}`;
}

/** Opens a workbench with what was packed. */
export function packedWorkbench(): Promise<Workbench> {
	const { page } = JSON.parse(readFileSync(join(dist, 'manifest.json'), 'utf8')) as { page: { source: string } };
	const module = WebAssembly.compile(brotliDecompressSync(readFileSync(join(dist, 'js', `${page.source}.br`))));
	return Workbench.open(new Loader(packedFetch, packedDescription(), '', () => {}), module, true);
}
