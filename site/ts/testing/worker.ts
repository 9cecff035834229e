import type { Trade, Trades } from '../contract/protocol';
import type { StartWorker, WorkerOf } from '../page/run/workers';

/** A worker of a trade in the hands of a test. It closes the ports that it is sent, which would keep a test alive. */
export class FakeWorker<T extends Trade> implements WorkerOf<T> {
	onmessage: WorkerOf<T>['onmessage'] = null;
	onerror: WorkerOf<T>['onerror'] = null;
	/** What it has been sent. */
	readonly got: Trades[T]['to'][] = [];
	terminated = false;

	postMessage(message: Trades[T]['to'], transfer: MessagePort[] = []): void {
		this.got.push(message);
		for (const port of transfer) {
			port.close();
		}
	}

	terminate(): void {
		this.terminated = true;
	}

	/** Posts to the page. */
	post(...messages: Trades[T]['from'][]): void {
		for (const data of messages) {
			this.onmessage!({ data } as MessageEvent<Trades[T]['from']>);
		}
	}

	/** Fails, as a worker does whose script was cut off. */
	fail(message = ''): void {
		this.onerror!({ message } as ErrorEvent);
	}
}

/** The workers that have been started, by trade. */
export type Started = { [T in Trade]: FakeWorker<T>[] };

/** Returns a starter of workers for a test, and the workers that it has started. */
export function fakeWorkers(): { start: StartWorker; started: Started } {
	const started: Started = { workshop: [], runner: [], builder: [], reader: [], python: [] };
	const start: StartWorker = <T extends Trade>(trade: T) => {
		const worker = new FakeWorker<T>();
		(started[trade] as FakeWorker<T>[]).push(worker);
		return worker;
	};
	return { start, started };
}
