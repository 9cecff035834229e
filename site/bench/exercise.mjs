import { readFileSync } from 'node:fs';
import { Reader } from '../e2e/reader.mjs';
import { awaitFirstLine, builders, configure, median } from './hello.mjs';

const solution = readFileSync('lessons/04-http/four-at-a-time/solution/main.go', 'utf8');

/**
 * Returns the medians of the milliseconds from a click on Check to the verdict, and from one on Run to the first line,
 * of an exercise that is solved and edited each time, where the page builds and its toolchain is warm.
 */
export async function exercise(browser, address, rounds) {
	const reader = await Reader.arrive(browser, address, { builds: true });
	const { page } = reader;
	await page.addInitScript(configure, builders.page);
	const snippet = reader.snippet('http/four-at-a-time');
	await reader.open('http/');
	await snippet.code.waitFor();
	await snippet.write(solution);
	await page.locator('html[data-compiler="ready"]').waitFor();
	const times = { check: [], run: [] };
	for (let round = 0; round <= rounds; round++) {
		for (const [press, into] of Object.entries(times)) {
			await snippet.code.press('ControlOrMeta+End');
			await page.keyboard.type(`\n// ${process.pid} ${press} ${round}`);
			const watch = press === 'check' ? awaitVerdict : awaitFirstLine;
			const seen = await snippet.root.evaluateHandle(watch, { button: `[data-do="${press}"]`, log: '[role="log"]' });
			await snippet.button(press).click();
			into.push(await seen.evaluate(({ took }) => took));
			await snippet.ended();
		}
	}
	await reader.leave();
	// The first time is not among them: it loads the checks, and warms up.
	return { Checked: median(times.check.slice(1)), CheckRun: median(times.run.slice(1)) };
}

/**
 * Runs in the page, in an exercise: its promise, which is there before the click, is how many milliseconds it takes
 * from a click on the button until the checks say that they all pass.
 */
function awaitVerdict(snippet, { button }) {
	const took = new Promise((resolve) => {
		let begun;
		snippet
			.querySelector(button)
			.addEventListener('click', () => (begun = performance.now()), { capture: true, once: true });
		const checks = snippet.querySelector('.checks');
		new MutationObserver((_, observer) => {
			if (begun !== undefined && checks.dataset.verdict === 'solved') {
				observer.disconnect();
				resolve(performance.now() - begun);
			}
		}).observe(checks, { attributes: true });
	});
	return { took };
}
