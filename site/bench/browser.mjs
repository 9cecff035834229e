// Measures the tour in Chromium, and prints what server/bench reads:
//
//	node site/bench/browser.mjs http://127.0.0.1:41234 15
//
// The first argument is the tour's address, the second how often each run is
// measured.
import { engines } from '../e2e/engines.mjs';
import { Reader } from '../e2e/reader.mjs';

const [address, rounds] = [process.argv[2], Number(process.argv[3])];
const browser = await engines.chromium();
try {
	console.log(JSON.stringify({ ...(await page()), ...(await module()), ...(await runs()) }));
} finally {
	await browser.close();
}

/** Returns the bytes that a lesson transfers, its editor included, before anybody comes near Run. */
async function page() {
	const reader = await Reader.arrive(browser, address);
	const count = await counting(reader.page);
	await reader.open('gather/');
	await reader.settled();
	await reader.leave();
	return { Readable: count.Document + count.Stylesheet, Page: Object.values(count).reduce((sum, bytes) => sum + bytes) };
}

/** Returns the bytes of hello's module, as a browser gets it. */
async function module() {
	const reader = await Reader.arrive(browser, address);
	await reader.open('hello/');
	const { wasm } = JSON.parse(await reader.page.locator('#tour-config').textContent());
	await reader.leave();
	const { headers } = await fetch(new URL(wasm['hello/hello'], address), { method: 'HEAD', headers: { 'Accept-Encoding': 'br' } });
	return { Hello: Number(headers.get('Content-Length')) };
}

/** Returns the medians of the milliseconds from a click on Run to a line of output. */
async function runs() {
	const reader = await Reader.arrive(browser, address);
	await reader.open('hello/');
	const snippet = reader.snippet('hello/hello');
	const [published, edited] = [[], []];
	await clickToLine(snippet); // warms up
	while (published.length < rounds) {
		published.push(await clickToLine(snippet));
	}
	for (let round = 0; round <= rounds; round++) {
		// Nobody has built this before.
		await snippet.code.press('ControlOrMeta+End');
		await reader.page.keyboard.type(`\n// ${process.pid} ${round}`);
		edited.push(await clickToLine(snippet));
	}
	await reader.leave();
	return { Published: median(published), Edited: median(edited.slice(1)) };
}

/** Counts the bytes that a page receives from now on, by the kind of resource. */
async function counting(page) {
	const count = {};
	const kinds = new Map();
	const session = await page.context().newCDPSession(page);
	session.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type));
	session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
		const kind = kinds.get(requestId);
		count[kind] = (count[kind] ?? 0) + encodedDataLength;
	});
	await session.send('Network.enable');
	return count;
}

/** Runs a snippet to its end, and returns the milliseconds from the click to the first line of output. */
async function clickToLine(snippet) {
	const took = snippet.root.evaluate(timeFirstLine);
	const [milliseconds] = await Promise.all([took, snippet.button('run').click()]);
	await snippet.in('done');
	return milliseconds;
}

/** Runs in the page. */
function timeFirstLine(snippet) {
	return new Promise((resolve) => {
		let begun;
		snippet.addEventListener('click', () => (begun = performance.now()), { capture: true, once: true });
		new MutationObserver((changes, observer) => {
			if (begun !== undefined && changes.some(({ addedNodes }) => addedNodes.length > 0)) {
				observer.disconnect();
				resolve(performance.now() - begun);
			}
		}).observe(snippet.querySelector('[role="log"]'), { childList: true });
	});
}

function median(times) {
	return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
}
