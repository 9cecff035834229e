import { build } from 'esbuild';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker as Thread, type Transferable } from 'node:worker_threads';
import { wasmExec } from '../../testing/wasmexec.mjs';
import type { Trade, Trades } from '../contract/protocol';
import type { StartWorker, WorkerOf } from '../page/run/workers';

/** Lines that make a thread of Node's look like a browser's worker to the script that it loads. */
const prelude = `
import { parentPort, workerData } from 'node:worker_threads';
globalThis.name = '';
globalThis.postMessage = (message) => parentPort.postMessage(message);
globalThis.addEventListener = (type, listener) => parentPort.on(type, (data) => listener({ data }));
await import(workerData);
`;

/** Starts workers from the bundled scripts. */
export interface Workers {
	start: StartWorker;
	/** Ends all that are still there. */
	close: () => void;
}

/** Bundles the scripts of the workers of these trades into a folder. */
export async function bundleWorkers(trades: readonly Trade[], dir: string): Promise<Workers> {
	const start = join(dir, 'start.mjs');
	await build({
		entryPoints: trades.map((trade) => `ts/worker/${trade}.ts`),
		outdir: dir,
		outExtension: { '.js': '.mjs' },
		bundle: true,
		format: 'esm',
		target: 'es2022',
		alias: { wasm_exec: wasmExec() },
		logLevel: 'warning',
	});
	writeFileSync(start, prelude);
	const threads: Thread[] = [];
	return {
		start: <T extends Trade>(trade: T) => {
			const thread = new Thread(start, { workerData: join(dir, `${trade}.mjs`) });
			threads.push(thread);
			return new ThreadWorker<T>(thread);
		},
		close: () => {
			for (const thread of threads) {
				void thread.terminate();
			}
		},
	};
}

class ThreadWorker<T extends Trade> implements WorkerOf<T> {
	onmessage: WorkerOf<T>['onmessage'] = null;
	onerror: WorkerOf<T>['onerror'] = null;

	constructor(readonly thread: Thread) {
		thread.on('message', (data: Trades[T]['from']) =>
			this.onmessage?.({ data } as MessageEvent<Trades[T]['from']>),
		);
		thread.on('error', (error) => this.onerror?.({ error, message: String(error) } as ErrorEvent));
	}

	postMessage(message: Trades[T]['to'], transfer: MessagePort[] = []): void {
		this.thread.postMessage(message, transfer as unknown as Transferable[]);
	}

	terminate(): void {
		void this.thread.terminate();
	}
}
