import { setTimeout } from 'node:timers/promises';
import { patience } from '../testing/patience.mjs';

/** How often it is looked, in milliseconds. */
const pause = 100;

/**
 * Resolves when look resolves to something true; an error is as good as false.
 * Unlike Playwright's own waiting, it takes no promise for true. What never comes
 * is an error, which says `what`.
 */
export async function until(what, look) {
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
