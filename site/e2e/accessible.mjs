// What holds for every page, whatever a test has done there.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { patience } from '../testing/patience.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The narrowest window that pages are made for, in CSS pixels. */
export const narrow = 320;

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
	// What is not rendered, as in closed details, may have transitions that never end.
	const underway = document.getAnimations().filter(({ playState, effect }) => playState === 'running' && effect?.target?.checkVisibility());
	await Promise.allSettled(underway.map(({ finished }) => finished));
	const preload = { assets: ['cssom', 'media'], timeout: patience };
	const { violations } = await window.axe.run({ resultTypes: ['violations'], preload });
	return violations;
}

/** Checks that the page does not scroll sideways. */
export async function fits(page) {
	const { room, width, over } = await page.evaluate(() => {
		const { clientWidth: room, scrollWidth: width } = document.documentElement;
		const over = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > room);
		return { room, width, over: over.map((one) => `${one.tagName.toLowerCase()}.${one.className}`) };
	});
	assert.ok(width <= room, `the page is ${width} px wide in a window of ${room}; over the edge are ${over.join(', ')}`);
}
