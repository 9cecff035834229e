// The end-to-end tests: every suite of the folder tests/ in every engine that it is for. A
// suite is a module whose default export declares tests on a stage; engines, if it exports
// them, are the names of those that it is for, in place of oneEngine.
// Arguments choose among them: "npm run e2e firefox sharing editing". A word that is no
// name of an engine or a suite is part of the titles of tests: "npm run e2e chromium
// ending panic". With the word "apart" engines follow each other, each with all its suites
// in one browser, as they do on a machine with one processor; with "headed" browsers show
// themselves.
import { nothingLeft } from './leftovers.mjs'; // before what makes temporary files
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { isRequired, isWhole, missing } from '../testing/needs.mjs';
import { longest as timeout } from '../testing/patience.mjs';
import { apart, choose, chooseTitles } from './choice.mjs';
import { engines } from './engines.mjs';
import { removeExport } from './host.mjs';
import { oneEngine } from './share.mjs';
import { Stage, WebKitStage } from './stage.mjs';

const folder = new URL('tests/', import.meta.url);

/** The suites, by the names of their files. */
const suites = {};
for (const file of readdirSync(folder).sort()) {
	suites[file.replace('.mjs', '')] = await import(new URL(file, folder));
}

const isChosen = chooseTitles([...Object.keys(engines), ...Object.keys(suites)]);
let declared = 0;

/** Declares a test, if the arguments choose it. */
function declare(title, body) {
	if (isChosen(title)) {
		declared++;
		test(title, { timeout }, body);
	}
}

/** Returns the names of the chosen suites that are for an engine. */
function suitesFor(engine) {
	return choose(Object.keys(suites)).filter((name) => (suites[name].engines ?? oneEngine).includes(engine));
}

/** How many browsers of an engine share its suites: two of that which plays the most, or takes the longest for all. */
const parts = { chromium: apart || isWhole ? 1 : 2, firefox: isWhole && !apart ? 2 : 1, webkit: 1 };

/** Deals names into so many parts, fewer where there are not as many. */
function deal(names, count) {
	const length = Math.min(count, names.length);
	return Array.from({ length }, (_, part) => names.filter((_, index) => index % count === part));
}

/** Declares the chosen suites of an engine, or, where the machine lacks it, a test that says so. */
function play(engine) {
	const chosen = suitesFor(engine);
	const lack = missing(engines[engine].programs);
	if (chosen.length > 0 && lack !== undefined) {
		declared++;
		test(`${engine}: browser`, { skip: !isRequired('browsers') && lack }, () => assert.fail(`TOUR_REQUIRE asks for browsers: ${lack}`));
		return;
	}
	for (const part of deal(chosen, parts[engine])) {
		describe(engine, { concurrency: 1 }, () => {
			const stage = engine === 'webkit' ? new WebKitStage(declare) : new Stage(engine, declare);
			before(() => stage.open(), { timeout });
			after(() => stage.close(), { timeout });
			for (const suite of part) {
				describe(`${engine}: ${suite}`, { concurrency: 1 }, () => suites[suite].default(stage));
			}
		});
	}
}

describe('end to end', { concurrency: 1 }, () => {
	after(() => {
		removeExport();
		return nothingLeft();
	});
	const chosen = choose(Object.keys(engines));
	// WebKitGTK goes first, alone: its driver gives up sooner than the others on a busy machine.
	if (chosen.includes('webkit')) {
		play('webkit');
	}
	// The others run side by side, each a test after the other: in a browser only one page at a time has the focus.
	describe('side by side', { concurrency: apart ? 1 : true }, () => {
		chosen.filter((engine) => engine !== 'webkit').forEach(play);
	});
});

if (declared === 0) {
	console.error(`no test is chosen by ${process.argv.slice(2).join(' ')}; TOUR_WHOLE=1 plays in Firefox what one engine is enough for`);
	process.exit(1);
}
