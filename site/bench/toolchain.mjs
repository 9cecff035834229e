import { setTimeout } from 'node:timers/promises';
import { builders, Hello, median } from './hello.mjs';
import { pageMemory } from './memory.mjs';

/**
 * How long, in milliseconds, a reader pauses before what was typed is looked at, as site/parts/snippet/compiler.ts
 * has it.
 */
const pause = 300;

/** How long, in milliseconds, Chromium may take to give back what the tools have left. */
const tidying = 12_000;

/** How often the page is loaded anew. */
const reloads = 5;

/** How long, in minutes and seconds of a clock that is moved, nobody builds before the page gives up what it keeps. */
const rested = '10:00';

/** A program that needs every pack of the toolchain. */
const rest = `package main

import (
	"fmt"
	"go/ast"
)

func main() {
	fmt.Println(ast.NewIdent("rest"))
}
`;

/**
 * Returns the medians of what a reader waits for, in milliseconds, once the
 * toolchain is there: for the first line of each of two programs, which are edited
 * every time, and for what the compiler says to what was typed, from the moment
 * that it looks; and the bytes that the page takes.
 */
export async function toolchain(browser, address, rounds, programs) {
	const hello = await Hello.open(browser, address, builders.page);
	await hello.write(programs.small);
	const small = await hello.runs(rounds);
	const remarks = await timeRemarks(hello, rounds);
	await hello.write(programs.net);
	const net = await hello.runs(rounds);
	const memory = await measureMemory(browser, hello);
	await hello.write(programs.small);
	const reloaded = await timeReloads(hello);
	const restedMemory = await measureRested(browser, hello);
	await hello.leave();
	return { InPage: small, InPageNet: net, Remarks: remarks, Reloaded: reloaded, RestedMemory: restedMemory, ...memory };
}

/** Returns the median of the milliseconds to the first line in a page that has just been loaded anew. */
async function timeReloads(hello) {
	const times = [];
	while (times.length < reloads) {
		await hello.page.reload();
		await hello.snippet.code.waitFor();
		await hello.edit();
		times.push(await hello.run());
	}
	return median(times);
}

/**
 * Has the page load all that there is, and returns the bytes that it takes then: the most that was seen, and once
 * it is left alone.
 */
async function measureMemory(browser, hello) {
	await hello.write(rest);
	const seen = [];
	while (seen.length < 5) {
		await hello.runs(1);
		seen.push(await pageMemory(browser));
	}
	await complete(hello);
	seen.push(await pageMemory(browser));
	await setTimeout(tidying);
	return { Memory: await pageMemory(browser), MostMemory: Math.max(...seen) };
}

/** Returns the bytes that the page takes long after its last build, with everything loaded. */
async function measureRested(browser, hello) {
	await hello.write(rest);
	await hello.page.clock.install();
	await hello.runs(1); // from its end on the page waits, by the new clock
	await hello.page.clock.fastForward(rested);
	await setTimeout(tidying);
	return pageMemory(browser);
}

/** Returns the median of the milliseconds from the end of a reader's pause to the remark on what was typed. */
async function timeRemarks({ page, snippet }, rounds) {
	await snippet.code.press('ControlOrMeta+End');
	await page.keyboard.type('\nvar _ = missing');
	const times = [];
	while (times.length <= rounds) {
		const remark = await snippet.root.evaluateHandle(awaitRemark);
		await page.keyboard.type('g');
		times.push((await remark.evaluate(({ took }) => took)) - pause);
	}
	return median(times.slice(1));
}

/** Asks for what could be written at the program's end, so that the completer is there too. */
async function complete({ page, snippet }) {
	await snippet.code.press('ControlOrMeta+End');
	await page.keyboard.type('\nvar _ = fmt.');
	await page.getByRole('option').first().waitFor();
}

/** Runs in the page. The result has a promise of its own: what waits for it is there before a key is pressed. */
function awaitRemark(snippet) {
	const took = new Promise((resolve) => {
		let typed;
		snippet.addEventListener('keydown', () => (typed = performance.now()), { capture: true, once: true });
		new MutationObserver((changes, observer) => {
			if (typed !== undefined) {
				observer.disconnect();
				resolve(performance.now() - typed);
			}
		}).observe(snippet.querySelector('.remarks'), { childList: true });
	});
	return { took };
}
