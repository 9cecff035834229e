// Scores pages of the tour with Lighthouse's mobile preset, and prints the least
// of each score, 0 to 100, as server/bench reads them:
//
//	node site/bench/lighthouse.mjs http://127.0.0.1:41234
//
// It is apart from the other packages of the site: "make bench" alone needs it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { onPath } from '../e2e/engines.mjs';

const address = process.argv[2];
const pages = ['en/', 'zh/', 'en/gather/', 'zh/crawler/'];
const flags = ['--no-sandbox', '--headless', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

const profile = mkdtempSync(join(tmpdir(), 'lighthouse-'));
const chrome = await launch({ chromePath: onPath('chromium'), chromeFlags: flags, userDataDir: profile, logLevel: 'error' });
try {
	const least = {};
	for (const page of pages) {
		const { lhr } = await lighthouse(`${address}/${page}`, { port: chrome.port, logLevel: 'error', onlyCategories: ['performance', 'accessibility', 'best-practices', 'seo'] });
		for (const { id, score } of Object.values(lhr.categories)) {
			least[id] = Math.min(least[id] ?? 100, Math.round(score * 100));
		}
		for (const { id, title, score, scoreDisplayMode } of Object.values(lhr.audits)) {
			if (score !== null && score < 0.9 && ['binary', 'metricSavings', 'numeric'].includes(scoreDisplayMode)) {
				console.error(`${page}: ${id} ${score}: ${title}`);
			}
		}
	}
	console.log(JSON.stringify(least));
} finally {
	await chrome.kill();
	rmSync(profile, { recursive: true, force: true });
}
