// Threads of Node's that run a bundled script of site/ts/testing and answer one message
// after the other, each with one.
import { build } from 'esbuild';
import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { patience } from './patience.mjs';
import { wasmExec } from './wasmexec.mjs';

/** How much of the machine a thread may use: its stack is as deep as that of a browser's worker. */
const resourceLimits = { stackSizeMb: 1 };

/** Bundles a script of site/ts/testing into a folder, and returns the bundle's path. */
export async function bundle(script, dir) {
	const outfile = join(dir, 'thread.mjs');
	await build({
		entryPoints: [join(import.meta.dirname, '..', 'ts', 'testing', script)],
		outfile,
		bundle: true,
		format: 'esm',
		platform: 'node',
		target: 'node20',
		alias: { wasm_exec: wasmExec() },
		logLevel: 'warning',
	});
	return outfile;
}

/** A thread that is started when it is first asked, and anew when it has been closed. */
export class Thread {
	#script;
	#worker;

	constructor(script) {
		this.#script = script;
	}

	/** Returns the answer to a message. It throws, and closes the thread, where none comes or the thread breaks. */
	async ask(message) {
		try {
			this.#worker ??= await started(this.#script);
			const answer = once(this.#worker, 'message', { signal: AbortSignal.timeout(patience) });
			this.#worker.postMessage(message);
			return (await answer)[0];
		} catch (error) {
			await this.close();
			throw error.name === 'AbortError' ? new Error('it does not end', { cause: error }) : error;
		}
	}

	async close() {
		await this.#worker?.terminate();
		this.#worker = undefined;
	}
}

/** Starts a thread, and waits until it says that it is ready. */
async function started(script) {
	const worker = new Worker(script, { resourceLimits });
	await once(worker, 'message');
	return worker;
}
