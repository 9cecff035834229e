import { Reader } from '../e2e/reader.mjs';

/** What is changed of a page's configuration, and who then builds what is edited. */
export const builders = {
	/** Without a toolchain, the server. */
	server: { assets: { toolchain: '' } },
	/** Without a server that builds, the page, which waits for the toolchain first. */
	page: { server: false, builds: false },
	/** As served: the page once the toolchain is there, the server until then. */
	both: {},
};

/** The lesson hello, as a reader edits and runs it. */
export class Hello {
	#count = 0;

	/** Opens a context of its own, in which the page loads a toolchain; options are those of Reader.arrive. */
	static async open(browser, address, builder, options) {
		const hello = new Hello();
		hello.reader = await Reader.arrive(browser, address, { builds: true, ...options });
		hello.page = hello.reader.page;
		await hello.page.addInitScript(configure, builder);
		hello.snippet = hello.reader.snippet('hello/hello');
		const begun = performance.now();
		await hello.reader.open('hello/');
		await hello.snippet.code.waitFor();
		/** How long it took until the editor was there, in milliseconds. */
		hello.opened = performance.now() - begun;
		return hello;
	}

	/** Types a comment that was not there before, so that nobody has built the program. */
	async edit() {
		await this.snippet.code.press('ControlOrMeta+End');
		await this.page.keyboard.type(`\n// ${process.pid} ${Date.now()} ${this.#count++}`);
	}

	/** Runs the program to its end, and returns the milliseconds from the click on Run to the first line of output. */
	async run() {
		const line = await this.snippet.root.evaluateHandle(awaitFirstLine, {
			button: '[data-do="run"]',
			log: '[role="log"]',
		});
		await this.snippet.button('run').click();
		await this.snippet.in('done');
		return line.evaluate(({ took }) => took);
	}

	/** Edits and runs that often, and returns the median of run's figures. The first time is not among them. */
	async runs(rounds) {
		const times = [];
		for (let round = 0; round <= rounds; round++) {
			await this.edit();
			times.push(await this.run());
		}
		return median(times.slice(1));
	}

	/** Replaces the program. */
	async write(source) {
		await this.snippet.write(source);
	}

	leave() {
		return this.reader.leave();
	}
}

export function median(times) {
	return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
}

/** Runs in the page, before its scripts. */
export function configure({ assets, ...rest }) {
	document.addEventListener(
		'readystatechange',
		() => {
			const element = document.getElementById('tour-config');
			const config = JSON.parse(element.textContent);
			element.textContent = JSON.stringify({ ...config, ...rest, assets: { ...config.assets, ...assets } });
		},
		{ once: true },
	);
}

/**
 * Runs in the page, in a snippet: its promise, which is there before the click, is how many milliseconds the first
 * line in the log takes from a click on the button. Both are selectors.
 */
export function awaitFirstLine(snippet, { button, log }) {
	const took = new Promise((resolve) => {
		let begun;
		snippet
			.querySelector(button)
			.addEventListener('click', () => (begun = performance.now()), { capture: true, once: true });
		new MutationObserver((changes, observer) => {
			if (begun !== undefined && changes.some(({ addedNodes }) => addedNodes.length > 0)) {
				observer.disconnect();
				resolve(performance.now() - begun);
			}
		}).observe(snippet.querySelector(log), { childList: true });
	});
	return { took };
}
