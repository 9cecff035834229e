import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker as Thread, type Transferable } from 'node:worker_threads';
import type { WorkerLike } from '../page/run/browser';
import type { FromWorker, ToWorker } from '../contract/protocol';

/** What makes a thread of Node's look like a browser's worker to the script that it loads. */
const prelude = `
import { parentPort, workerData } from 'node:worker_threads';
globalThis.name = '';
globalThis.postMessage = (message) => parentPort.postMessage(message);
globalThis.addEventListener = (type, listener) => parentPort.on(type, (data) => listener({ data }));
await import(workerData);
`;

/** Starts workers from the bundled script. */
export interface Workers {
	start: () => WorkerLike;
	/** Ends all that are still there. */
	close: () => void;
}

/** Bundles the worker's script into a folder. */
export async function bundleWorker(entry: string, dir: string): Promise<Workers> {
	const goroot = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
	const script = join(dir, 'worker.mjs');
	const start = join(dir, 'start.mjs');
	await build({
		entryPoints: [entry],
		outfile: script,
		bundle: true,
		format: 'esm',
		target: 'es2022',
		alias: { wasm_exec: join(goroot, 'lib', 'wasm', 'wasm_exec.js') },
		logLevel: 'warning',
	});
	writeFileSync(start, prelude);
	const threads: Thread[] = [];
	return {
		start: () => {
			const thread = new Thread(start, { workerData: script });
			threads.push(thread);
			return new ThreadWorker(thread);
		},
		close: () => {
			for (const thread of threads) {
				void thread.terminate();
			}
		},
	};
}

class ThreadWorker implements WorkerLike {
	onmessage: WorkerLike['onmessage'] = null;
	onerror: WorkerLike['onerror'] = null;

	constructor(readonly thread: Thread) {
		thread.on('message', (data: FromWorker) => this.onmessage?.({ data } as MessageEvent<FromWorker>));
		thread.on('error', (error) => this.onerror?.({ error, message: String(error) } as ErrorEvent));
	}

	postMessage(message: ToWorker, transfer: MessagePort[]): void {
		this.thread.postMessage(message, transfer as unknown as Transferable[]);
	}

	terminate(): void {
		void this.thread.terminate();
	}
}
