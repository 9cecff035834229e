import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { patience } from './patience.mjs';

/** Limits of time that no test is about: with these they say nothing of the machine. */
export const unhurried = ['-max-build-time', '10m', '-max-wall', '1h', '-max-cpu', '1h', '-eager', '1h'];

/** A tour that is served on a port of its own. Tests are run with site/ as the current folder. */
export class Tour {
	#process;
	#log;
	#lines = [];
	#data;

	/**
	 * Serves bin/tour, with its programs in that sandbox and with that PATH, on which Go is looked for, and resolves
	 * once it listens. With classes it has a database of its own.
	 */
	static async serve({ sandbox = 'wasi', path = process.env.PATH, classes = false } = {}) {
		const tour = new Tour();
		if (classes) {
			tour.#data = await mkdtemp(join(tmpdir(), 'tour-data-'));
		}
		await tour.#start(sandbox, path);
		return tour;
	}

	async #start(sandbox, path) {
		const data = this.#data ? ['-data', this.#data] : [];
		this.#process = spawn('bin/tour', ['serve', '-addr', '127.0.0.1:0', ...unhurried, ...data], {
			cwd: '..',
			env: { ...process.env, TOUR_SANDBOX: sandbox, PATH: path },
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		this.#log = createInterface({ input: this.#process.stderr });
		this.#log.on('line', (line) => {
			this.#lines.push(line);
			complain(line);
		});
		process.once('exit', this.#kill);
		const lines = createInterface({ input: this.#process.stdout });
		const signal = AbortSignal.timeout(patience);
		const failed = once(this.#process, 'error').then(([error]) => Promise.reject(error));
		const [first] = await Promise.race([once(lines, 'line', { signal }), once(lines, 'close'), failed]);
		const address = /^listening on (\S+)$/.exec(first ?? '')?.[1];
		if (!address) {
			throw new Error(`bin/tour serve began with ${JSON.stringify(first)}; make bin/tour makes it`);
		}
		/** "http://127.0.0.1:41234" */
		this.address = address;
		if (this.#data) {
			const [second] = await once(lines, 'line', { signal });
			/** The link of the first teacher: "http://localhost:41234/claim#…". */
			this.claim = second.replace('teacher: ', '');
		}
	}

	/** Resolves with the entry of the log that has the message, once it is there. */
	said(message) {
		return new Promise((resolve) => {
			const look = (line) => line.includes(`"msg":"${message}"`) && resolve(JSON.parse(line));
			this.#lines.forEach(look);
			this.#log.on('line', look);
		});
	}

	/** Ends it, and resolves when it is gone. */
	async stop() {
		process.off('exit', this.#kill);
		if (this.#process.exitCode === null && this.#process.signalCode === null) {
			const gone = once(this.#process, 'exit');
			this.#process.kill();
			await gone;
		}
		if (this.#data) {
			await rm(this.#data, { recursive: true });
		}
	}

	#kill = () => this.#process.kill('SIGKILL');
}

/** Passes on what the tour's log says, save that all is well. */
function complain(line) {
	if (!line.includes('"level":"INFO"')) {
		console.error(line);
	}
}
