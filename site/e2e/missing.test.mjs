// A browser that is missing is not passed over in silence.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

/** What is missing, by engine. */
const programs = { chromium: 'chromium', firefox: 'firefox-esr', webkit: 'Xvfb and no WebKitWebDriver' };

/** Runs the end-to-end tests on a machine without browsers. Tests are run with site/ as the current folder. */
function runWithoutBrowsers(required) {
	const env = { PATH: '/nowhere', TOUR_REQUIRE: required };
	return spawnSync(process.execPath, ['--test-reporter=./e2e/report.mjs', 'e2e/all.mjs'], { encoding: 'utf8', env });
}

test('the tests of browsers that are missing are skipped, and sentences say so', () => {
	const { status, stdout } = runWithoutBrowsers('gvisor,groups');
	for (const [engine, names] of Object.entries(programs)) {
		assert.ok(stdout.includes(`skipped: ${engine}: browser: there is no ${names} on the PATH; site/e2e/browsers`), stdout);
	}
	assert.match(stdout, /^e2e: 0 passed, 0 failed, 3 skipped/m);
	assert.equal(status, 0);
});

test('they fail where TOUR_REQUIRE has "browsers"', () => {
	const { status, stdout } = runWithoutBrowsers('gvisor,browsers');
	for (const names of Object.values(programs)) {
		assert.ok(stdout.includes(`TOUR_REQUIRE asks for browsers: there is no ${names} on the PATH`), stdout);
	}
	assert.match(stdout, /^e2e: 0 passed, 3 failed, 0 skipped/m);
	assert.equal(status, 1);
});
