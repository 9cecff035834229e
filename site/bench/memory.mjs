import { readFileSync } from 'node:fs';

/**
 * Returns the bytes of memory of the renderer process that holds the browser's
 * only page, its workers included; of what the process shares with others, its
 * part. Linux tells. The browser's other renderers, which are there in any case,
 * are smaller.
 */
export async function pageMemory(browser) {
	const session = await browser.newBrowserCDPSession();
	const { processInfo } = await session.send('SystemInfo.getProcessInfo');
	await session.detach();
	return Math.max(...processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => proportionalSize(id)));
}

function proportionalSize(pid) {
	const [, kilobytes] = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
	return Number(kilobytes) * 1024;
}
