/** The entry point of the worker that runs Python, one program after the other. */

import type { Interpreter } from './python/interpreter';
import { Memory } from './python/memory';
import { open } from './python/open';
import { scopeOf } from './scope';
import { causeOf } from './supply/cause';

const { twin, post, listen } = scopeOf<'python'>();

/** Not all pages may keep anything. */
const { caches: store } = globalThis as { caches?: CacheStorage };

let interpreter: Promise<Interpreter> | undefined;
let memory: Memory | undefined;
/** What is to be kept once nobody waits for this worker. */
let unkept: Uint8Array<ArrayBuffer> | undefined;

/** Reports that this worker is of no more use. */
function shut(error: unknown): void {
	post({ kind: 'shut', error: String(error), key: causeOf(error, 'python') });
}

listen((message) => {
	if (message.kind === 'open') {
		memory = new Memory(store, message.description, location.href);
		interpreter = open(message.description, message.known, twin, memory, (bytes, total) =>
			post({ kind: 'loaded', bytes, total }),
		);
		interpreter.then((opened) => {
			unkept = opened.memory;
			post({ kind: 'opened' });
		}, shut);
		return;
	}
	interpreter
		?.then((opened) => {
			opened.run(message.source, message, post);
			if (unkept) {
				void memory?.put(unkept);
				unkept = undefined;
			}
		})
		.catch(shut);
});
