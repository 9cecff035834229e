import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeCaches } from '../../testing/caches';
import { keptCache } from '../../load/description';
import { Memory } from './memory';

const folder = 'https://example.org/tour/assets/python/';
const description = `${folder}python-1.json`;
const script = 'https://example.org/tour/assets/python-AB.js';

const names = async (caches: FakeCaches): Promise<string[]> =>
	(await (await caches.open(keptCache)).keys()).map(({ url }) => url.replace(folder, ''));

test('a memory is kept, compressed, and comes back as it was', async () => {
	const caches = new FakeCaches();
	const memory = new Memory(caches.storage, description, script);
	assert.equal(await memory.get(), undefined);
	await memory.put(new Uint8Array(100_000).fill(7));
	const kept = await (await caches.open(keptCache)).match(`${description}?python-AB.js`);
	assert.ok((await kept!.clone().arrayBuffer()).byteLength < 1000);
	assert.deepEqual(await memory.get(), new Uint8Array(100_000).fill(7));
});

test('that of another Python, or of another script, is not taken, and goes when a new one comes', async () => {
	const caches = new FakeCaches();
	await new Memory(caches.storage, description, script).put(new Uint8Array(10));
	const later = new Memory(caches.storage, description, 'https://example.org/tour/assets/python-CD.js');
	assert.equal(await later.get(), undefined);
	await (await caches.open(keptCache)).put(description, new Response('{}'));
	await later.put(new Uint8Array(10));
	assert.deepEqual((await names(caches)).sort(), ['python-1.json', 'python-1.json?python-CD.js']);
	await later.forget();
	assert.deepEqual(await names(caches), ['python-1.json']);
});

test('where nothing can be kept, or what was kept is broken, there is no memory', async () => {
	const none = new Memory(undefined, description, script);
	await none.put(new Uint8Array(10));
	assert.equal(await none.get(), undefined);
	const caches = new FakeCaches();
	await (await caches.open(keptCache)).put(`${description}?python-AB.js`, new Response('no gzip'));
	assert.equal(await new Memory(caches.storage, description, script).get(), undefined);
	const refusing = {
		open: () => Promise.reject(new Error('denied')),
		match: () => Promise.reject(new Error('denied')),
	} as unknown as CacheStorage;
	const denied = new Memory(refusing, description, script);
	await denied.put(new Uint8Array(10));
	await denied.forget();
	assert.equal(await denied.get(), undefined);
});
