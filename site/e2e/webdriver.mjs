import { once } from 'node:events';
import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { patience } from '../testing/patience.mjs';
import { until } from './until.mjs';

/** The key by which WebDriver tells elements from other values. */
const elementKey = 'element-6066-11e4-a52e-4f735466cecf';

/**
 * A browser that is driven by WebDriver. Its elements are found by XPath. That Reader
 * does not drive WebKit too is for want of roles: WebDriver finds no element by role
 * and name, and does not wait for one, on which every verb of Reader and Snippet rests.
 */
export class Session {
	#address;

	/** Starts a browser by the driver at an address, once that answers. */
	static async start(driver, capabilities) {
		await until('the driver answers', async () => (await fetch(`${driver}/status`)).ok);
		const session = new Session();
		const timeouts = { script: patience, pageLoad: patience };
		const alwaysMatch = { timeouts, ...capabilities };
		const { sessionId } = await command('POST', `${driver}/session`, { capabilities: { alwaysMatch } });
		session.#address = `${driver}/session/${sessionId}`;
		return session;
	}

	/** Ends the browser. */
	end() {
		return command('DELETE', this.#address);
	}

	/** Loads a page. */
	go(url) {
		return command('POST', `${this.#address}/url`, { url });
	}

	/** Clicks on an element. */
	async click(path) {
		await command('POST', `${await this.#inView(path)}/click`, {});
	}

	/** Returns the role and the name that a screen reader is told. */
	async spoken(path) {
		const element = await this.#find(path);
		return [await command('GET', `${element}/computedrole`), await command('GET', `${element}/computedlabel`)];
	}

	/** Runs a function in the page, with arguments that JSON can carry, and returns its result. */
	evaluate(body, ...args) {
		return command('POST', `${this.#address}/execute/sync`, { script: `return (${body}).apply(null, arguments)`, args });
	}

	/** Resolves when a function returns true in the page. */
	until(body, ...args) {
		return until(`${body.name}(${args.join()})`, () => this.evaluate(body, ...args));
	}

	/** Drivers scroll to an element too, but do not wait where the page scrolls smoothly. */
	async #inView(path) {
		const element = await this.#find(path);
		await this.evaluate((one) => one.scrollIntoView({ behavior: 'instant', block: 'center' }), { [elementKey]: element.split('/').at(-1) });
		return element;
	}

	async #find(path) {
		const element = await command('POST', `${this.#address}/element`, { using: 'xpath', value: path });
		return `${this.#address}/element/${element[elementKey]}`;
	}
}

/** Sends a command and returns its value. Node's fetch would give up after five minutes. */
async function command(method, url, body) {
	const sent = request(url, { method, headers: { 'Content-Type': 'application/json' } });
	sent.end(body && JSON.stringify(body));
	const [response] = await once(sent, 'response');
	const { value } = await json(response);
	if (response.statusCode !== 200) {
		throw new Error(`${method} ${new URL(url).pathname} ${JSON.stringify(body)}: ${value.error}: ${value.message}`);
	}
	return value;
}
