import { reporter } from '../testing/report.mjs';

/** What test.mjs runs: "unit" or "integration". */
const kind = process.env.TOUR_TEST_KIND;
const command = kind === 'unit' ? 'npm test' : `npm run ${kind}`;

/**
 * Reports the page's tests: each belongs to a file, "ts/page/run/workers", which Node names as it was written or as it
 * was bundled.
 */
export default reporter(kind, (path, file) => {
	const [, group] = /^.*\/((?:ts|parts|e2e)\/.*?)(?:\.integration)?\.test\.\w+$/.exec(file);
	return { group, again: `cd site && ${command} -- ${group}` };
});
