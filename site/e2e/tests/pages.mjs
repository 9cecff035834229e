import assert from 'node:assert/strict';
import { accessible, fits, narrow } from '../accessible.mjs';
import { paths } from '../lessons.mjs';
import { undeclared } from '../programs.mjs';

/** The most that a page's layout may shift while it loads: the limit of what is noticed is ten times as much. */
const still = 0.01;

/** The languages in which an engine looks at pages. */
const languages = { chromium: ['en', 'zh'], firefox: ['zh'] };

/** The pages that every engine looks at. The other lessons, made of the same parts, take turns: one in English, the next in Chinese. */
const common = ['', 'gather/'];

/** Returns the pages that an engine looks at in a language: Chromium at all. */
function sample(engine, lang) {
	return engine === 'chromium' ? paths.filter((path, index) => common.includes(path) || index % 2 === (lang === 'en' ? 0 : 1)) : common;
}

/** What holds for every page, in both themes. */
export default function pages(stage) {
	for (const lang of languages[stage.engine]) {
		for (const path of sample(stage.engine, lang)) {
			stage.test(`/${lang}/${path} is accessible, keeps still, and fits ${narrow} px`, { lang }, async (reader) => {
				const { page } = reader;
				await page.addInitScript(sumShifts);
				await reader.open(path);
				await reader.settled();
				if (stage.engine === 'chromium') {
					const shift = await page.evaluate(() => window.shift);
					assert.ok(shift < still, `the layout shifted by ${shift}`);
				}
				await accessible(page);
				await page.setViewportSize({ width: narrow, height: 700 });
				await fits(page);
			});
		}
	}

	stage.test('a page in use is accessible and fits: problems, a notice, output', {}, async (reader) => {
		const { page } = reader;
		reader.expectFault(/^422 POST/);
		await reader.open('hello/');
		const [edited, run] = await reader.snippets();
		await edited.write(undeclared);
		await edited.button('reset').click();
		await edited.write(undeclared);
		await edited.result();
		await run.result();
		await accessible(page);
		await page.setViewportSize({ width: narrow, height: 700 });
		await accessible(page);
		await fits(page);
	});

	stage.test('the page of an error is accessible and fits', {}, async (reader) => {
		reader.expectFault(/^404 GET/);
		await reader.open('nowhere/');
		await accessible(reader.page);
		await reader.page.setViewportSize({ width: narrow, height: 700 });
		await fits(reader.page);
	});
}

/** Runs in the page. */
function sumShifts() {
	window.shift = 0;
	new PerformanceObserver((list) => {
		for (const { value } of list.getEntries()) {
			window.shift += value;
		}
	}).observe({ type: 'layout-shift', buffered: true });
}
