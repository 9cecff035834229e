import { readFileSync } from 'node:fs';
import { builders, Hello, median } from './hello.mjs';

/** How long, in milliseconds, a reader pauses before what was typed is looked at, as site/ts/snippet/compiler.ts has it. */
const pause = 300;

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
 * that it looks; and last the bytes that the page takes, with everything loaded.
 */
export async function toolchain(browser, address, rounds, programs) {
	const hello = await Hello.open(browser, address, builders.page);
	await hello.write(programs.small);
	const small = await hello.runs(rounds);
	const remarks = await timeRemarks(hello, rounds);
	await hello.write(programs.net);
	const net = await hello.runs(rounds);
	await hello.write(rest);
	await hello.runs(1);
	await complete(hello);
	const memory = await memoryOf(browser);
	await hello.leave();
	return { InPage: small, InPageNet: net, Remarks: remarks, Memory: memory };
}

/** Returns the median of the milliseconds from the end of a reader's pause to the remark on what was typed. */
async function timeRemarks({ page, snippet }, rounds) {
	await snippet.code.press('ControlOrMeta+End');
	await page.keyboard.type('\nvar _ = missing');
	const times = [];
	while (times.length <= rounds) {
		const took = snippet.root.evaluate(timeRemark);
		await page.keyboard.type('g');
		times.push((await took) - pause);
	}
	return median(times.slice(1));
}

/** Asks for what could be written at the program's end, so that the completer is there too. */
async function complete({ page, snippet }) {
	await snippet.code.press('ControlOrMeta+End');
	await page.keyboard.type('\nvar _ = fmt.');
	await page.getByRole('option').first().waitFor();
}

/**
 * Returns the bytes of memory of the browser's renderer processes, its only page
 * and that page's workers; of what they share with other processes, their part.
 * Linux tells.
 */
async function memoryOf(browser) {
	const session = await browser.newBrowserCDPSession();
	const { processInfo } = await session.send('SystemInfo.getProcessInfo');
	await session.detach();
	const renderers = processInfo.filter(({ type }) => type === 'renderer');
	return renderers.reduce((sum, { id }) => sum + proportionalSize(id), 0);
}

function proportionalSize(pid) {
	const [, kilobytes] = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
	return Number(kilobytes) * 1024;
}

/** Runs in the page. */
function timeRemark(snippet) {
	return new Promise((resolve) => {
		let typed;
		snippet.addEventListener('keydown', () => (typed = performance.now()), { capture: true, once: true });
		new MutationObserver((changes, observer) => {
			if (typed !== undefined) {
				observer.disconnect();
				resolve(performance.now() - typed);
			}
		}).observe(snippet.querySelector('.remarks'), { childList: true });
	});
}
