import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { onPath } from './engines.mjs';

/** How long a condition may take to come true, and between two looks, in milliseconds. */
const [patience, pause] = [60_000, 50];

/** WebKitGTK, which Playwright cannot drive: its own WebDriver, on a display of its own. */
export class WebKit {
	#processes = [];
	#session;

	/** Starts a display, the driver and a browser. */
	static async launch() {
		const webkit = new WebKit();
		try {
			await webkit.#start();
		} catch (error) {
			await webkit.close();
			throw error;
		}
		return webkit;
	}

	async #start() {
		const display = this.#spawn(onPath('Xvfb'), ['-displayfd', '1', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'], {});
		const [number] = await once(createInterface({ input: display.stdout }), 'line');
		const port = await freePort();
		this.#spawn(onPath('WebKitWebDriver'), [`--port=${port}`], { DISPLAY: `:${number}`, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1', LIBGL_ALWAYS_SOFTWARE: '1' });
		const address = `http://127.0.0.1:${port}`;
		await until(async () => (await fetch(`${address}/status`)).ok);
		const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': { binary: miniBrowser(), args: ['--automation'] } } };
		const { sessionId } = await command('POST', `${address}/session`, { capabilities });
		this.#session = `${address}/session/${sessionId}`;
	}

	#spawn(path, args, environment) {
		const started = spawn(path, args, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'ignore'] });
		this.#processes.push(started);
		return started;
	}

	/** Ends the browser, the driver and the display. */
	async close() {
		if (this.#session) {
			await command('DELETE', this.#session);
		}
		for (const started of this.#processes.reverse()) {
			if (started.exitCode === null) {
				const gone = once(started, 'exit');
				started.kill();
				await gone;
			}
		}
	}

	/** Loads a page. */
	go(url) {
		return command('POST', `${this.#session}/url`, { url });
	}

	/** Runs a function in the page, with arguments that JSON can carry, and returns its result. */
	evaluate(body, ...args) {
		return command('POST', `${this.#session}/execute/sync`, { script: `return (${body}).apply(null, arguments)`, args });
	}

	/** Resolves with what a function returns in the page once that is true. */
	until(body, ...args) {
		return until(() => this.evaluate(body, ...args));
	}

	/** Clicks on the element with an XPath: by script, since without a window manager the driver takes none for interactable. */
	click(path) {
		return this.evaluate(clickOn, path);
	}
}

/** Runs in the page. */
function clickOn(path) {
	const element = document.evaluate(path, document, null, XPathResult.FIRST_ORDERED_NODE_TYPE, null).singleNodeValue;
	element.focus();
	element.click();
}

/** Sends a WebDriver command and returns its value. */
async function command(method, url, body) {
	const response = await fetch(url, { method, body: body && JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });
	const { value } = await response.json();
	if (!response.ok) {
		throw new Error(`${method} ${new URL(url).pathname.split('/').slice(3).join('/')}: ${value.error}: ${value.message}`);
	}
	return value;
}

/** Resolves with the first true value that look returns; an error is no value. */
async function until(look) {
	const deadline = Date.now() + patience;
	for (;;) {
		let last;
		try {
			const value = await look();
			if (value) {
				return value;
			}
		} catch (error) {
			last = error;
		}
		if (Date.now() > deadline) {
			throw new Error(`it did not come true within ${patience} ms: ${look}`, { cause: last });
		}
		await new Promise((resolve) => setTimeout(resolve, pause));
	}
}

/** WebKitWebDriver cannot choose a port by itself. */
async function freePort() {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address();
	server.close();
	await once(server, 'close');
	return port;
}

/** Returns the browser that comes with WebKitGTK, in a folder named for the machine and the version. */
function miniBrowser() {
	for (const machine of readdirSync('/usr/lib')) {
		for (const version of ['webkitgtk-6.0', 'webkit2gtk-4.1', 'webkit2gtk-4.0']) {
			const path = `/usr/lib/${machine}/${version}/MiniBrowser`;
			if (existsSync(path)) {
				return path;
			}
		}
	}
	throw new Error('there is no MiniBrowser; it comes with libwebkit2gtk, which site/e2e/browsers installs');
}
