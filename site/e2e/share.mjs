// What "make test" plays of tests that are much alike. The whole is all of them: TOUR_WHOLE.
import { isWhole } from '../testing/needs.mjs';

/**
 * The engines of suites that try what the page does, rather than what browsers do: "make test" plays in Firefox those in
 * which engines have been seen to differ (editing, keys, dragging, storage, drawing).
 */
export const oneEngine = isWhole ? ['chromium', 'firefox'] : ['chromium'];

/** Returns one of every so many cases, beginning with that index. */
export function share(cases, every, first = 0) {
	return isWhole ? cases : cases.filter((_, index) => index % every === first);
}
