/** The entry point of the worker that runs Python. */

import { limits } from '../run/limits';
import type { Interpreter } from './interpreter';
import { open } from './open';
import type { FromPython, ToPython } from './protocol';

/** The parts of a DedicatedWorkerGlobalScope that are used here. */
interface WorkerScope {
	/** What follows the names of files' gzipped twins, or "": given as the worker's name. */
	name: string;
	postMessage(message: FromPython): void;
	addEventListener(type: 'message', listener: (event: MessageEvent<ToPython>) => void): void;
}

const scope = globalThis as unknown as WorkerScope;
const post = scope.postMessage.bind(globalThis);

let interpreter: Promise<Interpreter> | undefined;

scope.addEventListener('message', ({ data }) => {
	if (data.kind === 'open') {
		interpreter = open(data.description, data.known, scope.name, (bytes, total) => post({ kind: 'loaded', bytes, total }));
		interpreter.then(
			() => post({ kind: 'opened' }),
			(error: unknown) => post({ kind: 'shut', error: String(error) }),
		);
		return;
	}
	interpreter
		?.then((interpreter) => interpreter.run(data.source, { limit: data.limit, trace: data.trace, limits }, post))
		.catch((error: unknown) => post({ kind: 'shut', error: String(error) }));
});
