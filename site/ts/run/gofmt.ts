import { Embedded } from './embedded';
import { fileSystem } from './fs';
import { programGlobal } from './global';
import type { Modules } from './modules';
import type { Formatted } from './protocol';

type Gofmt = (source: string) => Formatted;

/** Starts the formatter (wasm/format/js) and returns the function that it sets. */
export async function startGofmt(modules: Modules, url: string): Promise<Gofmt> {
	const global = programGlobal(
		fileSystem({
			write: (_fd, bytes) => console.error(new TextDecoder().decode(bytes)),
			read: () => {},
			answer: (callback, error, result) => queueMicrotask(() => callback(error, result)),
		}),
	);
	const program = new Embedded(global);
	const instance = await WebAssembly.instantiate(await modules.compile(url), program.importObject);
	program.run(instance).catch((error: unknown) => console.error('the formatter has ended:', error));
	if (typeof global['gofmt'] !== 'function') {
		throw new Error('the formatter did not start');
	}
	return global['gofmt'] as Gofmt;
}
