import { until } from './until.mjs';

/** Resolves when the service worker of a tour at the base address has kept a release whole. */
export function whole(page, base) {
	return until('a release is kept whole', () => page.evaluate(isKept, `${base}whole`));
}

/** Runs in the page: reports whether what is at an address is kept. */
export async function isKept(url) {
	return Boolean(await caches.match(url));
}
