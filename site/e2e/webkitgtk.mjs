import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { onPath } from '../testing/needs.mjs';
import { patience } from '../testing/patience.mjs';
import { Session } from './webdriver.mjs';

/** WebKitGTK, which Playwright cannot drive: Debian's build by its own driver, on a display of its own. */
export class WebKitGTK {
	#processes = [];

	/** Starts a display, the driver and a browser. */
	static async launch() {
		const webkit = new WebKitGTK();
		try {
			await webkit.#start();
		} catch (error) {
			await webkit.close();
			throw error;
		}
		return webkit;
	}

	async #start() {
		const display = this.#spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp']);
		const [number] = await once(createInterface({ input: display.stdout }), 'line', { signal: AbortSignal.timeout(patience) });
		const port = await freePort();
		this.#spawn('WebKitWebDriver', [`--port=${port}`], { DISPLAY: `:${number}` });
		/** The browser's only session. */
		this.session = await Session.start(`http://127.0.0.1:${port}`, {});
	}

	#spawn(name, args, environment) {
		const started = spawn(onPath(name), args, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'ignore'] });
		this.#processes.push(started);
		return started;
	}

	/** Ends the browser, the driver and the display. */
	async close() {
		try {
			await this.session?.end();
		} finally {
			for (const started of this.#processes.reverse()) {
				if (started.exitCode === null && started.signalCode === null) {
					const gone = once(started, 'exit');
					started.kill();
					await gone;
				}
			}
		}
	}
}

/** The driver cannot choose a port by itself. */
async function freePort() {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address();
	server.close();
	await once(server, 'close');
	return port;
}
