import { builders, Hello, median } from './hello.mjs';

/** Returns the medians of the milliseconds from a click on Run to a line of output, where the server builds. */
export async function runs(browser, address, rounds, programs) {
	const hello = await Hello.open(browser, address, builders.server);
	const published = [];
	await hello.run(); // warms up
	while (published.length < rounds) {
		published.push(await hello.run());
	}
	await hello.write(programs.small);
	const edited = await hello.runs(rounds);
	await hello.leave();
	return { Published: median(published), Edited: edited };
}
