import { appendFileSync } from 'node:fs';

/**
 * Appends the result of a test, as a line of JSON, to the file that the
 * environment variable TOUR_TEST_RESULTS names; without that it does nothing.
 * Suite is "e2e", "unit", "integration" or "conformance", ms the duration in
 * milliseconds, error the message of a failure or why the test was skipped, and again
 * the command that repeats the test.
 */
export function record({ suite, name, ok, skipped = false, ms = 0, error = '', again }) {
	const file = process.env.TOUR_TEST_RESULTS;
	if (file) {
		const [first] = error.split('\n', 1);
		appendFileSync(
			file,
			`${JSON.stringify({ suite, name, ok, skipped, ms: Math.round(ms), error: first, again })}\n`,
		);
	}
}
