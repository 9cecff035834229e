// Measures a page of the tour in Chromium, and prints what server/bench reads:
//
//	node site/bench/browser.mjs http://127.0.0.1:41234 15
//
// The first argument is the tour's address, the second how often each run is
// measured.
import { chromium } from 'playwright-core';
import { onPath } from '../e2e/engines.mjs';

const [address, rounds] = [process.argv[2], Number(process.argv[3])];
const flags = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const browser = await chromium.launch({ executablePath: onPath('chromium'), args: flags });
try {
	const sizes = await measureSizes();
	const times = await measureRuns();
	console.log(JSON.stringify({ ...sizes, ...times }));
} finally {
	await browser.close();
}

/** Returns the bytes that a lesson transfers before any run, and those of hello's module. */
async function measureSizes() {
	const page = await browser.newPage();
	const session = await page.context().newCDPSession(page);
	await session.send('Network.enable');
	const types = new Map();
	const bytes = { Document: 0, Stylesheet: 0, all: 0 };
	session.on('Network.responseReceived', ({ requestId, type }) => types.set(requestId, type));
	session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
		bytes.all += encodedDataLength;
		bytes[types.get(requestId)] += encodedDataLength;
	});
	await page.goto(`${address}/en/gather/`);
	await page.getByRole('textbox', { name: 'Code' }).first().waitFor();
	await page.waitForLoadState('networkidle');
	const module = await page.evaluate(async () => {
		const config = JSON.parse(document.getElementById('tour-config').textContent);
		const home = await (await fetch('../hello/')).text();
		const hello = JSON.parse(new DOMParser().parseFromString(home, 'text/html').getElementById('tour-config').textContent);
		return { hello: hello.wasm['hello/hello'], own: Object.values(config.wasm) };
	});
	const { headers } = await fetchHead(new URL(module.hello, address));
	await page.close();
	return { Readable: bytes.Document + bytes.Stylesheet, Page: bytes.all, Hello: Number(headers['content-length']) };
}

/** Asks for a file as a browser would, and returns its headers. */
async function fetchHead(url) {
	const response = await fetch(url, { method: 'HEAD', headers: { 'Accept-Encoding': 'br' } });
	return { headers: Object.fromEntries(response.headers) };
}

/** Returns the medians, in milliseconds, from a click on Run to the first line of output. */
async function measureRuns() {
	const page = await browser.newPage();
	await page.goto(`${address}/en/hello/`);
	const snippet = page.locator('tour-snippet[snippet="hello/hello"]');
	const editor = snippet.getByRole('textbox', { name: 'Code' });
	await editor.waitFor();
	const [published, edited] = [[], []];
	for (let round = 0; round <= rounds; round++) {
		published.push(await clickToLine(page, snippet));
	}
	for (let round = 0; round <= rounds; round++) {
		await editor.click();
		await page.keyboard.press('ControlOrMeta+End');
		await page.keyboard.type(`\n// ${round} ${Date.now()}`);
		edited.push(await clickToLine(page, snippet));
	}
	await page.close();
	return { Published: median(published.slice(1)), Edited: median(edited.slice(1)) }; // the first rounds warm up
}

/** Clicks on Run, and returns the milliseconds until a line of output is there; then waits for the end. */
async function clickToLine(page, snippet) {
	const took = await snippet.evaluate((element) => {
		const log = element.querySelector('[role=log]');
		const before = new Set(log.querySelectorAll('[data-seq]'));
		const run = [...element.querySelectorAll('button')].find((button) => button.textContent.trim() === 'Run');
		return new Promise((resolve) => {
			const observer = new MutationObserver(() => {
				if ([...log.querySelectorAll('[data-seq]')].some((line) => !before.has(line))) {
					observer.disconnect();
					resolve(performance.now() - begun);
				}
			});
			observer.observe(log, { childList: true, subtree: true });
			const begun = performance.now();
			run.click();
		});
	});
	await page.waitForFunction((element) => element.dataset.state === 'done', await snippet.elementHandle());
	return took;
}

function median(times) {
	return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
}
