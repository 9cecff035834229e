import { setTimeout } from 'node:timers/promises';

/** How often it is looked, in milliseconds. */
const pause = 100;

/**
 * Resolves when look resolves to something true; an error is as good as false.
 * Unlike Playwright's own waiting, it takes no promise for true. What takes longer
 * than `patience` milliseconds is an error, which says `what`.
 */
export async function until(what, look, patience = 60_000) {
	let last;
	for (const deadline = Date.now() + patience; Date.now() < deadline; ) {
		try {
			if (await look()) {
				return;
			}
		} catch (error) {
			last = error;
		}
		await setTimeout(pause);
	}
	throw new Error(`after ${patience} ms it is still not so that ${what}`, { cause: last });
}
