// Scores pages of the tour with Lighthouse's mobile preset, and prints the least
// of each score, 0 to 100, as server/bench reads them:
//
//	node site/bench/lighthouse.mjs http://127.0.0.1:41234
//
// A page's score is the median of several visits, as Lighthouse advises. The
// packages are apart from the other ones of the site: "make bench" alone needs them.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { onPath } from '../testing/needs.mjs';

const address = process.argv[2];
const pages = ['en/', 'zh/', 'en/gather/', 'zh/gather/'];
const visits = 3;
const categories = ['performance', 'accessibility', 'best-practices', 'seo'];
const flags = [
	'--no-sandbox',
	'--headless',
	'--disable-gpu',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

const profile = mkdtempSync(join(tmpdir(), 'lighthouse-'));
const chrome = await launch({
	chromePath: onPath('chromium'),
	chromeFlags: flags,
	userDataDir: profile,
	logLevel: 'error',
});
try {
	const scored = [];
	for (const page of pages) {
		scored.push(await score(page));
	}
	console.log(JSON.stringify(byCategory((category) => Math.min(...scored.map((scores) => scores[category])))));
} finally {
	await chrome.kill();
	rmSync(profile, { recursive: true, force: true });
}

/** Returns the scores of a page, by category. */
async function score(page) {
	const reports = [];
	while (reports.length < visits) {
		reports.push(await visit(page));
	}
	return byCategory((category) => {
		const scores = reports.map(({ categories }) => categories[category].score * 100).sort((a, b) => a - b);
		return Math.round(scores[Math.floor(visits / 2)]);
	});
}

/**
 * Returns Lighthouse's report on a page. Now and then Chromium's trace lacks what a score needs: then it tries
 * again.
 */
async function visit(page, again = 2) {
	const { lhr } = await lighthouse(`${address}/${page}`, {
		port: chrome.port,
		logLevel: 'silent',
		onlyCategories: categories,
	});
	const unscored = categories.filter((category) => lhr.categories[category].score === null);
	if (unscored.length > 0 && again > 0) {
		return visit(page, again - 1);
	}
	if (unscored.length > 0) {
		const errors = Object.values(lhr.audits).filter(({ errorMessage }) => errorMessage);
		throw new Error(
			`${page} got no score for ${unscored.join(', ')}: ${errors.map(({ id, errorMessage }) => `${id}: ${errorMessage}`).join('; ')}`,
		);
	}
	return lhr;
}

function byCategory(value) {
	return Object.fromEntries(categories.map((category) => [category, value(category)]));
}
