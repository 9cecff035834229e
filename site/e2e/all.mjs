// The end-to-end tests: every suite in every engine. Arguments choose among
// them: "npm run e2e firefox sharing editing".
import { after, before, describe } from 'node:test';
import { engines } from './engines.mjs';
import { Stage } from './stage.mjs';
import { building } from './tests/building.mjs';
import { editing } from './tests/editing.mjs';
import { ending } from './tests/ending.mjs';
import { hostile } from './tests/hostile.mjs';
import { keyboard } from './tests/keyboard.mjs';
import { looks } from './tests/looks.mjs';
import { offline } from './tests/offline.mjs';
import { pages } from './tests/pages.mjs';
import { predict } from './tests/predict.mjs';
import { published } from './tests/published.mjs';
import { python } from './tests/python.mjs';
import { racing } from './tests/racing.mjs';
import { reading } from './tests/reading.mjs';
import { reconnecting } from './tests/reconnecting.mjs';
import { refusing } from './tests/refusing.mjs';
import { sharing } from './tests/sharing.mjs';
import { staticEdition } from './tests/static.mjs';
import { timeline } from './tests/timeline.mjs';
import { webkit } from './tests/webkit.mjs';

const suites = { reading, published, python, editing, building, ending, refusing, hostile, reconnecting, racing, sharing, keyboard, looks, pages, predict, timeline, static: staticEdition, offline };

const chosen = process.argv.slice(2);

/** Returns those of the names that the arguments choose: all, where they choose none. */
function choose(names) {
	const some = names.filter((name) => chosen.includes(name));
	return some.length > 0 ? some : names;
}

/** How many browsers of an engine share its suites: Firefox takes twice as long. */
const parts = { chromium: 1, firefox: 2 };

/** Deals names into so many parts, fewer where there are not as many. */
function deal(names, count) {
	return Array.from({ length: Math.min(count, names.length) }, (_, part) => names.filter((_, index) => index % count === part));
}

const chosenEngines = choose([...Object.keys(engines), 'webkit']);

describe('end to end', { concurrency: 1 }, () => {
	// WebKitGTK goes first, alone: its driver gives up sooner than the others on a busy machine.
	if (chosenEngines.includes('webkit')) {
		describe('webkit', { concurrency: 1 }, webkit);
	}
	// The others run side by side, each a test after the other: in a browser only one page at a time has the focus.
	describe('side by side', { concurrency: true }, () => {
		for (const name of chosenEngines.filter((name) => name !== 'webkit')) {
			for (const part of deal(choose(Object.keys(suites)), parts[name])) {
				describe(`${name}: ${part.join(', ')}`, { concurrency: 1 }, () => {
					const stage = new Stage(name);
					before(() => stage.open());
					after(() => stage.close());
					for (const suite of part) {
						suites[suite](stage);
					}
				});
			}
		}
	});
});
