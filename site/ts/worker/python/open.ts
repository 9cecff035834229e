import type { File } from '../../load/description';
import { Loader, type Progress } from '../../load/loader';
import { Interpreter, type Options } from './interpreter';
import type { Memory } from './memory';

/** What Python consists of: the content of python-….json, as package site/python states it. */
interface Description {
	lock: object;
	files: File[];
}

/** The parts of the worker's global object by which Pyodide gets its files. */
interface Scope {
	fetch: (url: string | URL, init?: RequestInit) => Promise<Response>;
	WebAssembly: {
		instantiateStreaming: (
			source: unknown,
			imports: WebAssembly.Imports,
		) => Promise<WebAssembly.WebAssemblyInstantiatedSource>;
	};
}

/**
 * Loads and starts the Python of that description, from a memory where there is one; `known`: it has all
 * been here before. What follows the names of gzipped twins is `twin`, or "".
 */
export async function open(
	description: string,
	known: boolean,
	twin: string,
	memory: Memory,
	progress: Progress,
): Promise<Interpreter> {
	const scope = globalThis as unknown as Scope;
	const loader = new Loader(scope.fetch.bind(globalThis), description, twin, progress);
	const { lock, files } = (await loader.description()) as unknown as Description;
	loader.expect(files);
	const kept = memory.get();
	const [asm, python, stdlib] = ['asm', 'python', 'stdlib'].map((name) =>
		files.find((file) => file.name === name)!,
	) as [File, File, File];
	const [module, library] = await Promise.all([
		loader.module(python, known),
		loader.bytes(stdlib, known),
		loader.bytes(asm, known),
	]);
	// Pyodide would fetch both by itself: here are no addresses for it to make out, and nothing of it
	// reaches out later.
	scope.fetch = (url: string | URL) => Promise.resolve(new Response(String(url).endsWith('.zip') ? library : null));
	scope.WebAssembly.instantiateStreaming = async (_source, imports) => ({
		module,
		instance: await WebAssembly.instantiate(module, imports),
	});
	const url = new URL(asm.file, description).href;
	const { default: createPyodideModule } = (await import(url)) as {
		default: NonNullable<Options['createPyodideModule']>;
	};
	const here = new URL('.', description).href;
	const start = (from?: Uint8Array): Promise<Interpreter> =>
		Interpreter.start(
			{ createPyodideModule, lockFileContents: JSON.stringify(lock), indexURL: here, packageBaseUrl: here },
			() => performance.now(),
			from,
		);
	const before = await kept;
	try {
		return await start(before);
	} catch (error) {
		if (!before) {
			throw error;
		}
		await memory.forget();
		return start();
	}
}
