// What "make test" plays of tests that are much alike. The whole is all of them: TOUR_WHOLE.
import { isWhole } from '../testing/needs.mjs';

/**
 * The engines of a suite that names none: it tries what the page does. A suite in which browsers have been seen to
 * differ (in editing, keys, dragging, storage, drawing) names both.
 */
export const oneEngine = isWhole ? ['chromium', 'firefox'] : ['chromium'];

/** Returns one of every so many cases, beginning with that index. */
export function share(cases, every, first = 0) {
	return isWhole ? cases : cases.filter((_, index) => index % every === first);
}
