import { Embedded } from './embedded';
import { files } from './fs';
import { programGlobal } from './global';

/**
 * Starts a module of our own that then waits to be called, and returns its global
 * object, on which it has set its functions. `given` is there before it starts.
 */
export async function startLibrary(
	module: WebAssembly.Module,
	given: Record<string, unknown> = {},
): Promise<Record<string, unknown>> {
	const global = programGlobal(
		files({
			write: (_fd, bytes) => console.error(new TextDecoder().decode(bytes)),
			read: () => {},
			answer: (callback, error, result) => queueMicrotask(() => callback(error, result)),
			zones: (done) => done(undefined),
			now: () => Date.now(),
		}),
	);
	Object.assign(global, given);
	const program = new Embedded(global);
	const instance = await WebAssembly.instantiate(module, program.importObject);
	program
		.run(instance)
		.catch((error: unknown) => console.error('a module that waits to be called has ended:', error));
	return global;
}
