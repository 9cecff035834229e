import { Reader } from '../e2e/reader.mjs';
import { until } from '../e2e/until.mjs';
import { awaitFirstLine, median } from './hello.mjs';
import { Wire } from './wire.mjs';

/** How many new readers run an original. */
const readers = 3;

/** How often it is run in a page that has run it before, as published and edited. */
const rounds = 5;

const id = 'gather/three-tasks';

/**
 * Returns the medians of the milliseconds from the click on "Run Python" to the
 * original's first line: a new reader's, and then in the page loaded anew, with
 * Python in the browser's cache; as published and edited in a page that has run it
 * before; and the bytes that the first of them transfers.
 */
export async function python(browser, address) {
	const times = { first: [], again: [], published: [], edited: [] };
	const wire = await Wire.lay(address);
	let bytes;
	while (times.first.length < readers) {
		const reader = await Reader.arrive(browser, wire.address);
		await reader.open('gather/');
		await reader.settled();
		const before = wire.received;
		times.first.push(await run(reader));
		bytes ??= wire.received - before;
		await kept(reader.page);
		await reader.open('gather/');
		await reader.settled();
		times.again.push(await run(reader));
		await warm(reader, times);
		await reader.leave();
	}
	await wire.cut();
	return {
		PythonFirst: median(times.first),
		PythonAgain: median(times.again),
		PythonPublished: median(times.published),
		PythonEdited: median(times.edited),
		PythonBytes: bytes,
	};
}

/** Adds how long the first lines take of the original as published, and of what it is edited to. */
async function warm(reader, { published, edited }) {
	for (let round = 0; round < rounds; round++) {
		published.push(await run(reader));
	}
	const snippet = reader.snippet(id);
	const source = await snippet.text(snippet.pythonCode);
	for (let round = 0; round < rounds; round++) {
		await snippet.write(`${source}# ${round}\n`, snippet.pythonCode);
		edited.push(await run(reader));
	}
}

/** Runs the original to its end, and returns how long its first line took. */
async function run(reader) {
	const snippet = reader.snippet(id);
	const line = await snippet.root.evaluateHandle(awaitFirstLine, {
		button: '.work-python [data-do="run"]',
		log: '.result-python [role="log"]',
	});
	await snippet.runPython();
	await snippet.pythonEnded();
	return line.evaluate(({ took }) => took);
}

/** Resolves when the browser keeps the memory of Python's start, which nothing on the page tells. */
function kept(page) {
	return until('the memory of its start is kept', () =>
		page.evaluate(async () => {
			const cache = await caches.open('tour-toolchain');
			return (await cache.keys()).some(({ url }) => url.includes('/python/') && url.includes('?'));
		}),
	);
}
