import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { onPath } from '../testing/needs.mjs';
import { until } from '../e2e/until.mjs';
import { builders, Hello, median } from './hello.mjs';
import { Wire } from './wire.mjs';

/** How often the browser is restarted. */
const restarts = 3;

/** How often a program is run before, so that the browser sees what of the tools to keep compiled. */
const rounds = 5;

/** How long, in milliseconds, Chromium may take to write that down: it says nothing of it. */
const writing = 3000;

/**
 * Returns the medians of what a reader waits for in a browser that has been closed
 * since the tour was read, and that has no network now, in milliseconds: from the
 * opening of the lesson to its editor, and then, right after an edit, from the
 * click on Run to the first line.
 */
export async function restart(address, programs) {
	const profile = mkdtempSync(join(tmpdir(), 'tour-profile-'));
	const wire = await Wire.lay(address);
	const browser = {
		newContext: (options) =>
			chromium.launchPersistentContext(profile, { ...options, executablePath: onPath('chromium') }),
	};
	const times = { opened: [], run: [] };
	try {
		await prepare(await Hello.open(browser, wire.address, builders.page, { keeps: true }), programs);
		await wire.cut();
		while (times.run.length < restarts) {
			const hello = await Hello.open(browser, wire.address, builders.both, { keeps: true });
			times.opened.push(hello.opened);
			await hello.edit();
			times.run.push(await hello.run());
			await hello.leave();
		}
	} finally {
		await wire.cut();
		rmSync(profile, { recursive: true, force: true });
	}
	return { Reopened: median(times.opened), Restarted: median(times.run) };
}

/** Has the browser keep the tour, the toolchain and what it has compiled of that. */
async function prepare(hello, programs) {
	await hello.write(programs.small);
	await hello.runs(rounds);
	await until('the tour is kept', () => hello.page.evaluate(async () => Boolean(await caches.match('/whole'))));
	await setTimeout(writing);
	await hello.leave();
}
