import { chromium, firefox } from 'playwright-core';
import { onPath } from '../testing/needs.mjs';
import { patience as timeout } from '../testing/patience.mjs';
import { headed } from './choice.mjs';
import { WebKitGTK } from './webkitgtk.mjs';

/** The engines, as Debian packages them, by name: the programs that each takes, and what launches it. */
export const engines = {
	chromium: {
		programs: ['chromium'],
		launch: () => chromium.launch({ headless: !headed, executablePath: onPath('chromium'), timeout }),
	},
	firefox: {
		programs: ['firefox-esr'],
		// Playwright's own channel is for a Firefox of its making; this one speaks WebDriver BiDi, as every Firefox does.
		launch: () => firefox.launch({ headless: !headed, channel: 'moz-firefox', executablePath: onPath('firefox-esr'), timeout }),
	},
	webkit: { programs: ['Xvfb', 'WebKitWebDriver'], launch: () => WebKitGTK.launch() },
};
