import assert from 'node:assert/strict';
import { fits, narrow } from '../accessible.mjs';
import { lessons } from '../lessons.mjs';
import { until } from '../until.mjs';

/** The least width of a window, in pixels, in which both programs of a snippet show, and no line of theirs is cut off. */
const both = 1280;

/** The least size of letters that are read, in pixels. */
const legible = 12;

/** The languages in which an engine looks at lessons. */
const languages = { chromium: ['en', 'zh'], firefox: ['zh'] };

/** The width of the line between both programs, in pixels. */
const rule = 1;

const id = 'gather/three-tasks';

/** What of a lesson shows in windows of all widths. */
export default function widths(stage) {
	for (const lang of languages[stage.engine]) {
		for (const { name } of lessons) {
			stage.test(`/${lang}/${name}/ has its code whole, and never scrolls sideways`, { lang }, async (reader) => {
				const { page } = reader;
				await reader.open(`${name}/`);
				await reader.settled();
				for (const width of [1920, 1440, both, 1024, 768, 390, narrow]) {
					await page.setViewportSize({ width, height: 1200 });
					await fits(page);
					const { cutOff, small, panes, bars } = await page.evaluate(look, legible);
					assert.deepEqual(small, [], `at ${width} px`);
					if (width >= both) {
						assert.deepEqual(cutOff, [], `at ${width} px`);
						assert.ok(panes.every(([go, python]) => Math.abs(go - python) <= rule), `at ${width} px the programs are ${panes.join(' and ')} px wide`);
						assert.ok(bars.every(([go, python]) => go === python), `at ${width} px the rows of buttons begin at ${bars.join(' and ')}`);
					} else {
						assert.ok(panes.every((shown) => shown.length === 1), `at ${width} px programs are ${panes.join(' and ')} px wide`);
					}
				}
			});
		}
	}

	for (const [width, height] of [[1440, 900], [both, 720], [1024, 768], [390, 844], [narrow, 568]]) {
		stage.test(`at ${width} by ${height} px the output of a run is in view`, { viewport: { width, height } }, async (reader) => {
			await reader.open('gather/');
			await reader.settled();
			await reader.page.evaluate(scrollAtOnce);
			const snippet = reader.snippet(id);
			const inView = (log) => until('the output is in view', () => log.evaluate(isInView));
			await snippet.result();
			await inView(snippet.log);
			const { y } = await snippet.log.boundingBox();
			await snippet.result();
			assert.equal((await snippet.log.boundingBox()).y, y, 'the page has moved though the output was in view');
			await snippet.root.locator('.show-python').evaluate((radio) => radio.click()); // which is hidden where there is room for both
			await snippet.runPython();
			await snippet.pythonEnded();
			await inView(snippet.pythonLog);
		});
	}
}

/** Runs in the page: returns what is cut off, what is too small to read, and how both programs of each snippet stand. */
function look(legible) {
	const shown = (one) => one.checkVisibility();
	const scrolls = (one) => one.scrollWidth > one.clientWidth;
	const cutOff = [...document.querySelectorAll('article pre.code, .cm-scroller')].filter((one) => shown(one) && scrolls(one));
	// An editor draws what is near the window alone: the text that it replaces takes as much room.
	for (const pre of document.querySelectorAll('.pane > pre[hidden]')) {
		pre.hidden = false;
		if (shown(pre) && scrolls(pre)) {
			cutOff.push(pre);
		}
		pre.hidden = true;
	}
	const code = [...document.querySelectorAll('article pre, .cm-content')].filter(shown);
	const small = code.filter((one) => parseFloat(getComputedStyle(one).fontSize) < legible);
	const name = (one) => `${one.closest('tour-snippet')?.id ?? ''} ${one.className}: ${one.textContent.slice(0, 60)}`;
	// An exercise has no original beside it.
	const boxes = (selector, measure) =>
		[...document.querySelectorAll('tour-snippet:not(:has(.checks))')].map((snippet) =>
			[...snippet.querySelectorAll(selector)].filter(shown).map((one) => Math.round(measure(one.getBoundingClientRect()))));
	return {
		cutOff: cutOff.map(name),
		small: small.map(name),
		panes: boxes('.pane', ({ width }) => width),
		bars: boxes('.bar .run', ({ top }) => top),
	};
}

/** Runs in the page, which no look finds in the midst of a scroll from then on. */
function scrollAtOnce() {
	document.documentElement.style.scrollBehavior = 'auto';
}

/** Runs in the page: reports whether an element is inside the window as a whole. */
function isInView(element) {
	const { top, bottom } = element.getBoundingClientRect();
	return top >= 0 && bottom <= window.innerHeight;
}
