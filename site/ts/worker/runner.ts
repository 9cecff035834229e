/** The entry point of a runner, a worker that runs one Go program and is thrown away. */

import { Runner } from './program/runner';
import { scopeOf } from './scope';

const { post, listen } = scopeOf<'runner'>();

/** Tasks by way of a channel: they run at once, where browsers make a timer set by a timer wait for 4 ms. */
const tasks: (() => void)[] = [];
const { port1, port2 } = new MessageChannel();
port1.onmessage = () => tasks.shift()?.();

function task(f: () => void): void {
	tasks.push(f);
	port2.postMessage(null);
}

const runner = new Runner(
	{
		task,
		now: () => performance.now(),
		date: () => Date.now(),
		after: (delay, fire) => {
			if (delay === 0) {
				let due = true;
				task(() => due && fire());
				return () => (due = false);
			}
			const timer = setTimeout(() => task(fire), delay);
			return () => clearTimeout(timer);
		},
	},
	post,
	globalThis,
);
listen((message) => runner.receive(message));
