import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker as Thread } from 'node:worker_threads';
import type { WorkerLike } from '../browser';
import type { FromWorker, ToWorker } from '../protocol';

/** What makes a thread of Node's look like a browser's worker to the script that it loads. */
const prelude = `
import { parentPort, workerData } from 'node:worker_threads';
globalThis.postMessage = (message) => parentPort.postMessage(message);
globalThis.addEventListener = (type, listener) => parentPort.on(type, (data) => listener({ data }));
await import(workerData);
`;

/** Bundles the worker's script into a folder and returns what starts workers from it. */
export async function bundleWorker(entry: string, dir: string): Promise<() => WorkerLike> {
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
	return () => new ThreadWorker(start, script);
}

class ThreadWorker implements WorkerLike {
	onmessage: WorkerLike['onmessage'] = null;
	onerror: WorkerLike['onerror'] = null;
	readonly #thread: Thread;

	constructor(start: string, script: string) {
		this.#thread = new Thread(start, { workerData: script });
		this.#thread.unref();
		this.#thread.on('message', (data: FromWorker) => this.onmessage?.({ data } as MessageEvent<FromWorker>));
		this.#thread.on('error', (error) => this.onerror?.({ error, message: String(error) } as ErrorEvent));
	}

	postMessage(message: ToWorker): void {
		this.#thread.ref();
		this.#thread.postMessage(message);
	}

	terminate(): void {
		void this.#thread.terminate();
	}
}
