// The end-to-end tests: every suite in every engine. Arguments choose among
// them: "npm run e2e firefox sharing editing". A word that is no name of an engine
// or a suite is part of the titles of tests: "npm run e2e chromium ending panic".
// With the word "apart" engines follow each other, each with all its suites in one
// browser, as they do on a machine with one processor.
import { nothingLeft } from './leftovers.mjs'; // before what makes temporary files
import { after, before, describe, test } from 'node:test';
import { longest as timeout } from '../testing/patience.mjs';
import { apart, choose, chooseTitles } from './choice.mjs';
import { engines } from './engines.mjs';
import { removeExport } from './host.mjs';
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

const suites = {
	reading, published, python, editing, building, ending, refusing, hostile, reconnecting, racing,
	sharing, keyboard, looks, pages, predict, timeline, static: staticEdition, offline,
};

const engineNames = [...Object.keys(engines), 'webkit'];
const chosenEngines = choose(engineNames);
const isChosen = chooseTitles([...engineNames, ...Object.keys(suites)]);
let declared = 0;

/** Declares a test, if the arguments choose it. */
function declare(title, body) {
	if (isChosen(title)) {
		declared++;
		test(title, { timeout }, body);
	}
}

/** How many browsers of an engine share its suites: Firefox takes twice as long. */
const parts = { chromium: 1, firefox: apart ? 1 : 2 };

/** Deals names into so many parts, fewer where there are not as many. */
function deal(names, count) {
	const length = Math.min(count, names.length);
	return Array.from({ length }, (_, part) => names.filter((_, index) => index % count === part));
}

describe('end to end', { concurrency: 1 }, () => {
	after(() => {
		removeExport();
		return nothingLeft();
	});
	// WebKitGTK goes first, alone: its driver gives up sooner than the others on a busy machine.
	if (chosenEngines.includes('webkit')) {
		describe('webkit', { concurrency: 1 }, () => webkit(declare));
	}
	// The others run side by side, each a test after the other: in a browser only one page at a time has the focus.
	describe('side by side', { concurrency: apart ? 1 : true }, () => {
		for (const name of chosenEngines.filter((name) => name !== 'webkit')) {
			for (const part of deal(choose(Object.keys(suites)), parts[name])) {
				describe(name, { concurrency: 1 }, () => {
					const stage = new Stage(name, declare);
					before(() => stage.open(), { timeout });
					after(() => stage.close(), { timeout });
					for (const suite of part) {
						describe(`${name}: ${suite}`, { concurrency: 1 }, () => suites[suite](stage));
					}
				});
			}
		}
	});
});

if (declared === 0) {
	console.error(`no test is chosen by ${process.argv.slice(2).join(' ')}`);
	process.exit(1);
}
