import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeCaches } from '../../ts/testing/caches';
import { sha256 } from '../../ts/testing/releases';
import { keptCache } from '../../ts/load/description';
import { Download } from './download';

const folder = 'https://example.org/tour/assets/toolchain/';
const signal = new AbortController().signal;

/** A host with a toolchain of these files, by the names that the description has. */
class Host {
	readonly asked: string[] = [];
	readonly broken = new Set<string>();
	readonly url: string;

	constructor(
		readonly release: string,
		readonly files: Record<string, string>,
	) {
		this.url = `${folder}toolchain-${release}.json`;
	}

	readonly fetch = (url: string): Promise<Response> => {
		const name = url.slice(folder.length);
		this.asked.push(name);
		if (url === this.url) {
			const files = Object.entries(this.files).map(([file, content]) => ({
				file,
				size: content.length,
				packed: content.length / 2,
				sha256: sha256(content),
			}));
			return Promise.resolve(Response.json({ files }));
		}
		const content = this.files[name] ?? '';
		return Promise.resolve(new Response(this.broken.has(name) ? content.slice(2) : content));
	};
}

const names = async (caches: FakeCaches): Promise<string[]> =>
	(await (await caches.open(keptCache)).keys()).map(({ url }) => url.replace(folder, ''));

test('all files are kept, the description last, with progress in packed bytes', async () => {
	const caches = new FakeCaches();
	const host = new Host('1', { 'compile-1.wasm': 'compiler', 'core-1.pack': 'core' });
	const toolchain = new Download(caches.storage, host.fetch, host.url, '');
	assert.equal(await toolchain.whole(), false);
	assert.equal(await toolchain.size(signal), 6);
	const steps: number[] = [];
	await toolchain.keep(signal, (done) => steps.push(done));
	assert.equal(steps.at(-1), 6);
	assert.deepEqual(await names(caches), ['compile-1.wasm', 'core-1.pack', 'toolchain-1.json']);
	assert.equal(await toolchain.whole(), true);
	const compile = await (await caches.open(keptCache)).match(`${folder}compile-1.wasm`);
	assert.equal(compile?.headers.get('Content-Type'), 'application/wasm');
});

test('a damaged file is fetched once more, then given up, and the rest is not fetched again', async () => {
	const caches = new FakeCaches();
	const host = new Host('1', { 'compile-1.wasm': 'compiler', 'core-1.pack': 'core' });
	const toolchain = new Download(caches.storage, host.fetch, host.url, '');
	host.broken.add('core-1.pack');
	await assert.rejects(toolchain.keep(signal, () => {}), /core-1\.pack could not be fetched/);
	assert.equal(host.asked.filter((name) => name === 'core-1.pack').length, 2);
	assert.equal(await toolchain.whole(), false);
	host.broken.clear();
	host.asked.length = 0;
	await toolchain.keep(signal, () => {});
	assert.deepEqual(host.asked, ['toolchain-1.json', 'core-1.pack']);
});

test('what another release had goes once all is there', async () => {
	const caches = new FakeCaches();
	const old = new Host('1', { 'compile-1.wasm': 'compiler', 'core-1.pack': 'core' });
	await new Download(caches.storage, old.fetch, old.url, '').keep(signal, () => {});
	const cache = await caches.open(keptCache);
	await cache.put('https://example.org/other/assets/toolchain/compile-0.wasm', new Response('of another tour'));
	const host = new Host('2', { 'compile-2.wasm': 'new compiler', 'core-1.pack': 'core' });
	const toolchain = new Download(caches.storage, host.fetch, host.url, '');
	host.broken.add('compile-2.wasm');
	await assert.rejects(toolchain.keep(signal, () => {}));
	assert.ok((await names(caches)).includes('compile-1.wasm'));
	host.broken.clear();
	host.asked.length = 0;
	await toolchain.keep(signal, () => {});
	assert.deepEqual(host.asked, ['toolchain-2.json', 'compile-2.wasm']);
	assert.deepEqual((await names(caches)).sort(), [
		'compile-2.wasm',
		'core-1.pack',
		'https://example.org/other/assets/toolchain/compile-0.wasm',
		'toolchain-2.json',
	]);
	await cache.put(`${host.url}?python.js`, new Response('a memory'));
	await cache.put(`${old.url}?python.js`, new Response('another memory'));
	await toolchain.keep(signal, () => {});
	assert.deepEqual(
		(await names(caches)).filter((name) => name.includes('?')),
		['toolchain-2.json?python.js'],
		'what belongs to this release stays',
	);
	await toolchain.forget();
	assert.deepEqual(await names(caches), ['https://example.org/other/assets/toolchain/compile-0.wasm']);
	await cache.delete('https://example.org/other/assets/toolchain/compile-0.wasm');
	await toolchain.forget();
	assert.deepEqual(await caches.keys(), []);
});

test('what was deleted or damaged is missing, and alone is fetched again', async () => {
	const caches = new FakeCaches();
	const host = new Host('1', { 'compile-1.wasm': 'compiler', 'core-1.pack': 'core' });
	const toolchain = new Download(caches.storage, host.fetch, host.url, '');
	await toolchain.keep(signal, () => {});
	const { entries } = await caches.open(keptCache);
	entries.delete(`${folder}core-1.pack`);
	assert.equal(await toolchain.whole(), false);
	host.asked.length = 0;
	await toolchain.keep(signal, () => {});
	assert.deepEqual(host.asked, ['toolchain-1.json', 'core-1.pack']);
	assert.equal(await toolchain.whole(true), true);
	entries.get(`${folder}compile-1.wasm`)!.body = new TextEncoder().encode('compilxr').buffer;
	assert.equal(await toolchain.whole(), true, 'it is only looked for');
	assert.equal(await toolchain.whole(true), false);
	assert.equal(entries.has(`${folder}compile-1.wasm`), false);
	host.asked.length = 0;
	await toolchain.keep(signal, () => {});
	assert.deepEqual(host.asked, ['toolchain-1.json', 'compile-1.wasm']);
	for (const damaged of ['{"files', 'null', '{}']) {
		entries.get(host.url)!.body = new TextEncoder().encode(damaged).buffer;
		assert.equal(await toolchain.whole(), false, damaged);
	}
});

test('without room for all, what is there stays, and is not fetched again', async () => {
	const caches = new FakeCaches();
	const host = new Host('1', { 'compile-1.wasm': 'compiler', 'core-1.pack': 'core' });
	const toolchain = new Download(caches.storage, host.fetch, host.url, '');
	for (const room of [4, 10]) {
		caches.room = room;
		await assert.rejects(toolchain.keep(signal, () => {}), { name: 'QuotaExceededError' });
		assert.equal(await toolchain.whole(), false);
	}
	caches.room = Infinity;
	host.asked.length = 0;
	await toolchain.keep(signal, () => {});
	assert.deepEqual(host.asked, ['toolchain-1.json', 'core-1.pack']);
});
