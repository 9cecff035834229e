import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A tour that is being served. */
export interface Tour {
	/** Its address: "http://127.0.0.1:41234/". */
	url: string;
	/** Ends it, and waits for its end. */
	close(): Promise<void>;
}

/** Limits of time that no test here is about: with these they say nothing of the machine. */
const limits = ['-max-build-time', '10m', '-max-wall', '1h', '-max-cpu', '1h', '-eager', '1h'];

/** Starts the tour that has been built, on a free port. */
export async function startTour(): Promise<Tour> {
	const tour = spawn('../bin/tour', ['serve', '-addr', '127.0.0.1:0', ...limits], {
		env: { ...process.env, TOUR_SANDBOX: 'wasi' }, // the output files of that place are what tests expect, on every machine
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const ended = once(tour, 'exit');
	const [line] = (await Promise.race([once(createInterface(tour.stdout), 'line'), ended])) as [string | number];
	const found = /^listening on (\S+)$/.exec(String(line));
	if (!found) {
		throw new Error(`bin/tour serve: ${line} instead of its address`);
	}
	return {
		url: found[1]! + '/',
		async close() {
			tour.kill('SIGTERM');
			await ended;
		},
	};
}
