/** The entry point of the service worker: it connects the browser's events with their handlers. */

import type { Release, ToServiceWorker } from '../contract/offline';
import { Answers } from './answers';
import { type Client, Keeper } from './keeper';
import { keptCache } from '../load/description';
import { Shelf } from './shelf';
import { Visits } from './visits';

interface Scope extends ServiceWorkerGlobalScope {
	/** The release to keep, which the server has written before this script; null: the worker unregisters itself. */
	readonly tourRelease: Release | null;
}

const scope = self as unknown as Scope;

// Kept files do not depend on the script, so a new script need not wait until the pages of the old one are closed.
scope.addEventListener('install', (event) => event.waitUntil(scope.skipWaiting()));

if (scope.tourRelease) {
	keep(scope.tourRelease);
} else {
	leave();
}

function keep(release: Release): void {
	const shelf = new Shelf(scope.caches, (url, init) => fetch(url, init), release);
	const visits = new Visits(scope.caches, release.base);
	const answers = new Answers(shelf, visits, scope.location.origin, (url) =>
		scope.caches.match(url, { cacheName: keptCache }),
	);
	const keeper = new Keeper(shelf, visits, () =>
		scope.clients.matchAll({ type: 'window', includeUncontrolled: true }),
	);
	scope.addEventListener('activate', (event) => event.waitUntil(scope.clients.claim()));
	scope.addEventListener('message', (event) =>
		event.waitUntil(keeper.receive(event.data as ToServiceWorker, event.source as Client)),
	);
	scope.addEventListener('fetch', (event) => {
		const answer = answers.answer(event.request, () => fetch(event.request));
		if (answer) {
			event.respondWith(answer);
		}
	});
}

/** An author's pages are never kept: removes what was kept before, and unregisters. */
function leave(): void {
	const base = new URL(scope.registration.scope).pathname;
	const empty = new Shelf(scope.caches, (url, init) => fetch(url, init), { id: '', base, twin: '', files: [] });
	const done = async (): Promise<void> => {
		await scope.registration.unregister();
		await empty.clear();
		await new Visits(scope.caches, base).clear();
		await scope.clients.claim();
		for (const client of await scope.clients.matchAll({ type: 'window' })) {
			await client.navigate(client.url);
		}
	};
	scope.addEventListener('activate', (event) => event.waitUntil(done()));
}
