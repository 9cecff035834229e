import { reporter } from '../testing/report.mjs';

/**
 * Reports the unit tests: each belongs to a file, "ts/page/run/workers", which Node names as it was written or as
 * it was bundled.
 */
export default reporter('unit', (path, file) => {
	const [, group] = /^.*\/((?:ts|parts)\/.*)\.test\.\w+$/.exec(file);
	return { group, again: `cd site && npm test -- ${group}` };
});
