/**
 * The entry point of the workers: of the workshop, which stays, of the one that
 * holds the toolchain, and of those that run a program. What they need of their global object they take now: it
 * is gone once a program has started.
 */

import type { Builder } from './build/builder';
import type { FromWorker, ToWorker } from '../contract/protocol';
import type { TraceReader } from './trace/tracereader';
import { Runner } from './program/runner';
import { Workshop } from './supply/workshop';

/** The parts of a DedicatedWorkerGlobalScope that are used here. */
interface WorkerScope {
	/** What follows the names of files' gzipped twins, or "": startWorker gives it as the worker's name. */
	name: string;
	fetch: typeof fetch;
	postMessage(message: FromWorker): void;
	reportError(error: unknown): void;
	addEventListener(type: 'message', listener: (event: MessageEvent<ToWorker>) => void): void;
}

const scope = globalThis as unknown as WorkerScope;
const fetchHere = scope.fetch.bind(globalThis);
const post = scope.postMessage.bind(globalThis);

/** Tasks by way of a channel: they run at once, where browsers make a timer set by a timer wait for 4 ms. */
const tasks: (() => void)[] = [];
const { port1, port2 } = new MessageChannel();
port1.onmessage = () => tasks.shift()?.();

function task(f: () => void): void {
	tasks.push(f);
	port2.postMessage(null);
}

const workshop = new Workshop(fetchHere, post, scope.name);
const runner = new Runner(
	{
		task,
		now: () => performance.now(),
		date: () => Date.now(),
		after: (delay, fire) => {
			const timer = setTimeout(() => task(fire), delay);
			return () => clearTimeout(timer);
		},
	},
	post,
	globalThis,
);

/** Loaded by the worker that is told to open a toolchain. */
let builder: Promise<Builder> | undefined;

async function newBuilder(): Promise<Builder> {
	const { Builder } = await import('./build/builder');
	return new Builder(fetchHere, scope.name, post);
}

/** Loaded by the worker that is to read traces. */
let reader: Promise<TraceReader> | undefined;

async function newReader(): Promise<TraceReader> {
	const { loadReader, TraceReader } = await import('./trace/tracereader');
	return new TraceReader((url) => loadReader(fetchHere, url, scope.name), post);
}

scope.addEventListener('message', ({ data }) => {
	switch (data.kind) {
		case 'run':
		case 'stdin':
			runner.receive(data);
			break;
		case 'open':
		case 'make':
		case 'drop':
		case 'review':
		case 'complete':
			builder ??= newBuilder();
			builder.then(
				(opened) => opened.receive(data),
				(error: unknown) => post({ kind: 'shut', error: String(error) }),
			);
			break;
		case 'prepare':
		case 'read':
		case 'finish':
		case 'sum':
			reader ??= newReader();
			reader.then(
				(opened) => opened.receive(data),
				(error: unknown) => scope.reportError(error), // the page then has another worker for the next run
			);
			break;
		default:
			workshop.receive(data);
	}
});
