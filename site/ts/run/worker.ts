/**
 * The entry point of the workers: of the workshop, which stays, and of those
 * that run a program. What they need of their global object they take now: it
 * is gone once a program has started.
 */

import type { FromWorker, ToWorker } from './protocol';
import { Runner } from './runner';
import { Workshop } from './workshop';

/** The parts of a DedicatedWorkerGlobalScope that are used here. */
interface WorkerScope {
	fetch: typeof fetch;
	postMessage(message: FromWorker): void;
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

const workshop = new Workshop(fetchHere, post);
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

scope.addEventListener('message', ({ data }) => {
	if (data.kind === 'run' || data.kind === 'stdin') {
		runner.receive(data);
	} else {
		workshop.receive(data);
	}
});
