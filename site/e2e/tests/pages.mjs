import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { patience } from '../../testing/patience.mjs';
import { paths } from '../lessons.mjs';
import { undeclared } from './programs.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The narrowest window that pages are made for, in CSS pixels. */
export const narrow = 320;

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
export function pages(stage) {
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

/** Checks that axe finds no fault, in either theme. */
export async function accessible(page) {
	await page.evaluate(axe);
	for (const theme of ['light', 'dark']) {
		const violations = await page.evaluate(lookAt, { theme, patience });
		const found = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
		assert.deepEqual(found, [], theme);
	}
}

/** Runs in the page: returns what axe finds in a theme, once no colour is on its way to another. */
async function lookAt({ theme, patience }) {
	document.documentElement.dataset.theme = theme;
	await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
	const preload = { assets: ['cssom', 'media'], timeout: patience };
	const { violations } = await window.axe.run({ resultTypes: ['violations'], preload });
	return violations;
}

/** Checks that the page does not scroll sideways. */
export async function fits(page) {
	const { width, over } = await page.evaluate(() => {
		const width = document.documentElement.scrollWidth;
		const over = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth);
		return { width, over: over.map((one) => `${one.tagName.toLowerCase()}.${one.className}`) };
	});
	assert.ok(width <= narrow, `the page is ${width} px wide; over the edge are ${over.join(', ')}`);
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
