/** The entry point of the worker that runs Python. */

import { limits } from '../contract/limits';
import type { Interpreter } from './python/interpreter';
import { Memory } from './python/memory';
import { open } from './python/open';
import type { FromPython, ToPython } from '../contract/pythonprotocol';

/** The parts of a DedicatedWorkerGlobalScope that are used here. */
interface WorkerScope {
	/** What follows the names of files' gzipped twins, or "": given as the worker's name. */
	name: string;
	caches?: CacheStorage;
	location: Location;
	postMessage(message: FromPython): void;
	addEventListener(type: 'message', listener: (event: MessageEvent<ToPython>) => void): void;
}

const scope = globalThis as unknown as WorkerScope;
const post = scope.postMessage.bind(globalThis);

let interpreter: Promise<Interpreter> | undefined;
let memory: Memory | undefined;
/** What is to be kept once nobody waits for this worker. */
let unkept: Uint8Array<ArrayBuffer> | undefined;

scope.addEventListener('message', ({ data }) => {
	if (data.kind === 'open') {
		memory = new Memory(scope.caches, data.description, scope.location.href);
		interpreter = open(data.description, data.known, scope.name, memory, (bytes, total) => post({ kind: 'loaded', bytes, total }));
		interpreter.then(
			(opened) => {
				unkept = opened.memory;
				post({ kind: 'opened' });
			},
			(error: unknown) => post({ kind: 'shut', error: String(error) }),
		);
		return;
	}
	interpreter
		?.then((opened) => {
			opened.run(data.source, { limit: data.limit, trace: data.trace, limits }, post);
			if (unkept) {
				void memory?.put(unkept);
				unkept = undefined;
			}
		})
		.catch((error: unknown) => post({ kind: 'shut', error: String(error) }));
});
