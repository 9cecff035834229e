import { Reader } from '../e2e/reader.mjs';

/** Returns the bytes that a lesson transfers, its editor included, before anybody comes near Run. */
export async function page(browser, address) {
	const reader = await Reader.arrive(browser, address);
	const count = await counting(reader.page);
	await reader.open('gather/');
	await reader.settled();
	await reader.leave();
	return {
		Readable: count.Document + count.Stylesheet,
		Page: Object.values(count).reduce((sum, bytes) => sum + bytes),
	};
}

/** Returns the bytes of hello's module, as a browser gets it. */
export async function module(browser, address) {
	const reader = await Reader.arrive(browser, address);
	await reader.open('hello/');
	const { wasm } = JSON.parse(await reader.page.locator('#tour-config').textContent());
	await reader.leave();
	const { headers } = await fetch(new URL(wasm['hello/hello'], address), {
		method: 'HEAD',
		headers: { 'Accept-Encoding': 'br' },
	});
	return { Hello: Number(headers.get('Content-Length')) };
}

/** Returns the bytes of the largest file that is searched in, as a browser gets it. */
export async function search(browser, address) {
	const sizes = [];
	for (const lang of ['en', 'zh']) {
		const reader = await Reader.arrive(browser, address, { lang });
		await reader.open('gather/');
		const config = JSON.parse(await reader.page.locator('#tour-config').textContent());
		await reader.leave();
		const { headers } = await fetch(new URL(config.search, address), { method: 'HEAD', headers: { 'Accept-Encoding': 'br' } });
		sizes.push(Number(headers.get('Content-Length')));
	}
	return { Search: Math.max(...sizes) };
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
