// Measures the tour in Chromium, and prints what server/bench reads:
//
//	node site/bench/browser.mjs http://127.0.0.1:41234 15 "$SMALL" "$NET"
//
// The arguments are the tour's address, how often each run is measured, and the
// programs that are edited, without net/http and with it.
import { engines } from '../e2e/engines.mjs';
import { exercise } from './exercise.mjs';
import { firstBytes, firstRuns } from './first.mjs';
import { module, page, search } from './page.mjs';
import { python } from './python.mjs';
import { restart } from './restart.mjs';
import { runs } from './runs.mjs';
import { timeline } from './timeline.mjs';
import { toolchain } from './toolchain.mjs';
import { tracing } from './tracing.mjs';

const [address, count, small, net] = process.argv.slice(2);
const [rounds, programs] = [Number(count), { small, net }];

const figures = [
	(browser) => page(browser, address),
	(browser) => module(browser, address),
	(browser) => search(browser, address),
	(browser) => runs(browser, address, rounds, programs),
	(browser) => firstBytes(browser, address),
	(browser) => firstRuns(browser, address),
	(browser) => toolchain(browser, address, rounds, programs),
	(browser) => exercise(browser, address, rounds),
	(browser) => python(browser, address),
	(browser) => timeline(browser, address),
	(browser) => tracing(browser, address, rounds, programs),
	() => restart(address, programs),
];
const measured = {};
for (const figure of figures) {
	// A browser of its own for each: what one leaves behind would slow the next.
	const browser = await engines.chromium.launch();
	try {
		Object.assign(measured, await figure(browser));
	} finally {
		await browser.close();
	}
}
console.log(JSON.stringify(measured));
