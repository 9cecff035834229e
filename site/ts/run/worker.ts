/** The entry point of a run's worker. What it needs of the worker it takes before a program starts, which finds it gone. */

import type { FromWorker, ToWorker } from './protocol';
import { Session } from './session';

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

const session = new Session({
	global: globalThis,
	fetch: fetchHere,
	post,
	task,
	now: () => performance.now(),
	date: () => Date.now(),
	after(delay, fire) {
		const timer = setTimeout(() => task(fire), delay);
		return () => clearTimeout(timer);
	},
});

scope.addEventListener('message', (event) => session.receive(event.data));
