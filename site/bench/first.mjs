import { builders, Hello, median } from './hello.mjs';
import { Wire } from './wire.mjs';

/** How often the first run of a new reader is measured. */
const readers = 5;

/**
 * Returns the bytes of everything that a new reader's page transfers until the first line of an edited program
 * that it has built itself.
 */
export async function firstBytes(browser, address) {
	const wire = await Wire.lay(address);
	const hello = await Hello.open(browser, wire.address, builders.page);
	await hello.edit();
	await hello.run();
	const bytes = wire.received;
	await hello.leave();
	await wire.cut();
	return { FirstBytes: bytes };
}

/**
 * Returns the medians of the milliseconds from a new reader's first click, right
 * after an edit, to the first line, where a server builds: with the toolchain
 * offered, and without.
 */
export async function firstRuns(browser, address) {
	const times = { both: [], server: [] };
	while (times.server.length < readers) {
		for (const [builder, into] of Object.entries(times)) {
			const hello = await Hello.open(browser, address, builders[builder]);
			await hello.edit();
			into.push(await hello.run());
			await hello.leave();
		}
	}
	return { FirstOffered: median(times.both), FirstServer: median(times.server) };
}
