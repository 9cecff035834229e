import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, firefox } from 'playwright-core';
import { patience as timeout } from '../testing/patience.mjs';

/** The engines that Playwright drives, as Debian packages them, by name. */
export const engines = {
	chromium: () => chromium.launch({ executablePath: onPath('chromium'), timeout }),
	// Playwright's own channel is for a Firefox of its making; this one speaks WebDriver BiDi, as every Firefox does.
	firefox: () => firefox.launch({ channel: 'moz-firefox', executablePath: onPath('firefox-esr'), timeout }),
};

/** Returns the path of a program, or throws where there is none of that name. */
export function onPath(name) {
	for (const folder of (process.env.PATH ?? '').split(delimiter)) {
		const path = join(folder, name);
		try {
			accessSync(path, constants.X_OK);
			return path;
		} catch {
			// It is in another folder, or in none.
		}
	}
	throw new Error(`there is no ${name} on the PATH; site/e2e/browsers installs it`);
}
