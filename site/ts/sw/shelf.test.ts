import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { why } from '../contract/offline';
import { Shelf } from './shelf';
import { FakeCaches } from '../testing/caches';
import { FakeHost, page, sha256 } from '../testing/releases';

const one = {
	'en/': 'one',
	'en/gather/': 'gather',
	'assets/main-1.js': 'main 1',
	'assets/three-1.wasm': 'three',
	'assets/other-1.wasm': 'other',
	'assets/zones-1.zip': 'zones',
	'exercise/gather-all-1.json': 'checks',
	'exercise/other-one-1.json': 'other checks',
	'favicon.svg': 'icon',
};
const two = {
	'en/': 'two',
	'en/gather/': 'gather',
	'assets/main-2.js': 'main 2',
	'assets/three-1.wasm': 'three',
	'assets/other-1.wasm': 'other',
	'favicon.svg': 'new icon',
};

const signal = new AbortController().signal;
const silent = (): void => {};

interface Stage {
	caches: FakeCaches;
	host: FakeHost;
	shelf: (id: string, files: Record<string, string>) => Shelf;
}

/** Sets up a browser and a host; each shelf is of a service worker that has just started. */
function stage(): Stage {
	const caches = new FakeCaches();
	const host = new FakeHost();
	return { caches, host, shelf: (id, files) => new Shelf(caches.storage, host.fetch, host.publish(id, files)) };
}

async function text(shelf: Shelf, path: string): Promise<string | undefined> {
	const response = await (await shelf.whole())?.cache.match(`/tour/${path}`);
	return response?.text();
}

test('a release is filled, in bytes, and is whole for the next worker too', async () => {
	const { shelf } = stage();
	const first = shelf('1', one);
	const steps: number[] = [];
	let total = 0;
	assert.equal(await first.whole(), undefined);
	assert.equal(await first.fill(signal, (done, of) => (steps.push(done), (total = of))), true);
	assert.deepEqual([steps[0], steps.at(-1)], [0, total]);
	assert.equal(total, first.release.files.reduce((sum, { bytes }) => sum + bytes, 0));
	assert.equal(await text(first, 'en/'), page('1', 'one'));
	const again = shelf('1', one);
	assert.equal((await again.whole())?.id, '1');
	assert.equal(await again.fill(signal, silent), false);
});

test('what is kept has its policy, and does not say that it is compressed', async () => {
	const { shelf } = stage();
	const first = shelf('1', one);
	await first.fill(signal, silent);
	const { headers } = (await first.find('en/'))!;
	assert.deepEqual(
		[headers.get('Content-Security-Policy'), headers.get('Content-Encoding'), headers.get('Tour-Kept')],
		['policy', null, sha256(page('1', 'one')).slice(0, 32)],
	);
});

test('of a new release only what is new is fetched, and the old one serves until it is whole', async () => {
	const { host, shelf } = stage();
	await shelf('1', one).fill(signal, silent);
	host.asked.length = 0;
	const second = shelf('2', two);
	assert.equal(await text(second, 'en/'), page('1', 'one'));
	await second.fill(signal, silent);
	assert.deepEqual(host.asked.sort(), ['assets/main-2.js', 'en/', 'en/gather/', 'favicon.svg']);
	assert.equal(await text(second, 'en/'), page('2', 'two'));
	assert.equal(await text(second, 'favicon.svg'), 'new icon');
});

for (const [what, harm] of Object.entries<(host: FakeHost) => void>({
	'a file that breaks off': (host) => host.files.set('assets/main-2.js', 'mai'),
	'a page that breaks off': (host) => host.files.set('en/', '<html>two"release":"2"'),
	'a page of another release': (host) => host.files.set('en/', page('3', 'three')),
	'a file that is not there': (host) => host.files.delete('favicon.svg'),
	'a network that fails': (host) => {
		host.before = (path) => {
			if (path === 'en/gather/') {
				throw new TypeError('no network');
			}
		};
	},
})) {
	test(`${what} leaves the old release, and the next attempt goes on from there`, async () => {
		const { host, shelf } = stage();
		await shelf('1', one).fill(signal, silent);
		const broken = shelf('2', two);
		harm(host);
		await assert.rejects(broken.fill(signal, silent));
		assert.equal(await text(broken, 'en/'), page('1', 'one'));
		host.before = silent;
		const mended = shelf('2', two);
		host.asked.length = 0;
		await mended.fill(signal, silent);
		assert.equal(await text(mended, 'en/'), page('2', 'two'));
		assert.ok(host.asked.length < 4, `asked again for ${host.asked.join()}`);
	});
}

test('a damaged file in the browser’s cache is fetched anew', async () => {
	const { host, shelf } = stage();
	const first = shelf('1', one);
	let times = 0;
	host.before = (path) => {
		if (path === 'assets/main-1.js') {
			host.files.set(path, times++ === 0 ? 'damaged' : 'main 1');
		}
	};
	await first.fill(signal, silent);
	assert.equal(times, 2);
});

test('without room nothing of the new release stays', async () => {
	const { caches, shelf } = stage();
	await shelf('1', one).fill(signal, silent);
	const second = shelf('2', two);
	const before = caches.size;
	caches.room = before + 60;
	await assert.rejects(second.fill(signal, silent), { name: 'QuotaExceededError' });
	assert.equal(caches.size, before);
	assert.equal(await text(second, 'en/'), page('1', 'one'));
});

test('a page is kept with its own programs alone, and last', async () => {
	const { host, shelf } = stage();
	const first = shelf('1', one);
	await first.keepPage('en/gather/', ['assets/three-1.wasm', 'exercise/gather-all-1.json'], signal);
	assert.equal(await first.whole(), undefined);
	assert.ok(await first.find('en/gather/'));
	assert.ok(await first.find('assets/three-1.wasm'));
	assert.equal(await first.find('assets/other-1.wasm'), undefined);
	assert.equal(await first.find('assets/zones-1.zip'), undefined);
	assert.ok(await first.find('exercise/gather-all-1.json'));
	assert.equal(await first.find('exercise/other-one-1.json'), undefined);
	assert.equal(await first.find('en/'), undefined);
	assert.equal(host.asked.at(-1), 'en/gather/');
	await first.keepPage('en/nowhere/', [], signal);
	assert.equal(host.asked.at(-1), 'en/gather/');
});

test('what nobody needs is swept out', async () => {
	const { caches, shelf } = stage();
	await shelf('1', one).fill(signal, silent);
	await shelf('2', two).fill(signal, silent);
	const third = shelf('3', two);
	await third.sweep(new Set(['1']));
	assert.ok(await third.find('assets/main-1.js'), 'a page of release 1 is open');
	await third.sweep(new Set());
	assert.equal(await third.find('assets/main-1.js'), undefined);
	assert.equal(await text(third, 'en/'), page('2', 'two'));
	await caches.open('of another tour');
	await third.clear();
	assert.deepEqual(await caches.keys(), ['of another tour']);
});

test('after a release was taken back the one before it is served', async () => {
	const { shelf } = stage();
	await shelf('1', one).fill(signal, silent);
	await shelf('2', two).fill(signal, silent);
	const back = shelf('1', one);
	assert.equal(await back.fill(signal, silent), true);
	assert.equal(await text(back, 'en/'), page('1', 'one'));
});

test('a page is kept though its host leaves out what HTML may leave out', async () => {
	const { host, shelf } = stage();
	const first = shelf('1', one);
	host.files.set('en/', page('1', 'one').replace('</html>\n', ''));
	await first.fill(signal, silent);
	assert.equal((await first.whole())?.id, '1');
});

test('a file that the host changes is told from a network that fails', async () => {
	const { host, shelf } = stage();
	const first = shelf('1', one);
	host.files.set('favicon.svg', 'minified');
	await assert.rejects(first.fill(signal, silent), (error) => why(error) === 'changed');
	host.files.delete('favicon.svg'); // with its release
	await assert.rejects(first.fill(signal, silent), (error) => why(error) === 'changed');
	host.before = () => {
		throw new TypeError('no network');
	};
	await assert.rejects(first.fill(signal, silent), (error) => why(error) === 'broken');
});

/** Returns the entries of a release's cache, to be harmed. */
async function entries(caches: FakeCaches, id: string): Promise<Map<string, { body: ArrayBuffer; headers: Headers }>> {
	return (await caches.open(`tour /tour/ ${id}`)).entries;
}

/** Damages a kept file. */
async function damage(caches: FakeCaches, id: string, path: string): Promise<void> {
	(await entries(caches, id)).get(`/tour/${path}`)!.body = new TextEncoder().encode('damaged').buffer;
}

test('what was deleted of a whole release is fetched again, and nothing else', async () => {
	const { caches, host, shelf } = stage();
	const first = shelf('1', one);
	await first.fill(signal, silent);
	for (const path of ['en/gather/', 'assets/main-1.js', 'assets/three-1.wasm']) {
		(await entries(caches, '1')).delete(`/tour/${path}`);
	}
	host.asked.length = 0;
	assert.equal(await first.fill(signal, silent), false, 'readers have had it before');
	assert.deepEqual(host.asked.sort(), ['assets/main-1.js', 'assets/three-1.wasm', 'en/gather/']);
	assert.equal(await text(first, 'en/gather/'), page('1', 'gather'));
});

for (const [what, harm] of Object.entries<(all: Map<string, { body: ArrayBuffer }>) => void>({
	'deleted': (all) => void all.delete('/tour/whole'),
	'damaged': (all) => {
		all.get('/tour/whole')!.body = new TextEncoder().encode('{"at"').buffer;
	},
	'of another kind': (all) => {
		all.get('/tour/whole')!.body = new TextEncoder().encode('null').buffer;
	},
})) {
	test(`a mark that is ${what} is made anew, without a file being fetched`, async () => {
		const { caches, host, shelf } = stage();
		await shelf('1', one).fill(signal, silent);
		harm(await entries(caches, '1'));
		const next = shelf('1', one);
		assert.equal(await next.whole(), undefined);
		host.asked.length = 0;
		await next.fill(signal, silent);
		assert.deepEqual(host.asked, []);
		assert.equal((await next.whole())?.id, '1');
	});
}

test('a damaged file is removed when it is met: the network has it', async () => {
	const { caches, shelf } = stage();
	await shelf('1', one).fill(signal, silent);
	const next = shelf('1', one);
	for (const path of ['assets/main-1.js', 'en/gather/', 'favicon.svg']) {
		await damage(caches, '1', path);
		assert.equal(await next.read(path), undefined, path);
		assert.equal((await entries(caches, '1')).has(`/tour/${path}`), false, path);
	}
	assert.equal(await (await next.read('en/'))!.text(), page('1', 'one'));
});

test('a large file is not waited for until it is checked: a damaged one is met once', async () => {
	const { caches, shelf } = stage();
	const first = shelf('1', one);
	await first.fill(signal, silent);
	await damage(caches, '1', 'assets/three-1.wasm');
	const next = shelf('1', one);
	assert.equal(await (await next.read('assets/three-1.wasm'))!.text(), 'damaged');
	while ((await entries(caches, '1')).has('/tour/assets/three-1.wasm')) {
		await new Promise(setImmediate); // it is checked meanwhile; the test's own limit ends a wait in vain
	}
	assert.equal(await next.read('assets/three-1.wasm'), undefined);
});

test('for a reader who asks, what is there is checked by its content', async () => {
	const { caches, host, shelf } = stage();
	const first = shelf('1', one);
	await first.fill(signal, silent);
	for (const path of ['en/', 'assets/three-1.wasm', 'favicon.svg']) {
		await damage(caches, '1', path);
	}
	host.asked.length = 0;
	await first.fill(signal, silent);
	assert.deepEqual(host.asked, []);
	await first.fill(signal, silent, true);
	assert.deepEqual(host.asked.sort(), ['assets/three-1.wasm', 'en/', 'favicon.svg']);
	assert.equal(await text(first, 'en/'), page('1', 'one'));
});

test('a damaged file of another release is no copy', async () => {
	const { caches, host, shelf } = stage();
	await shelf('1', one).fill(signal, silent);
	await damage(caches, '1', 'assets/three-1.wasm');
	const second = shelf('2', two);
	host.asked.length = 0;
	await second.fill(signal, silent);
	assert.ok(host.asked.includes('assets/three-1.wasm'));
	assert.equal(await text(second, 'assets/three-1.wasm'), 'three');
});

test('where there is no room for what was deleted, what is there stays', async () => {
	const { caches, shelf } = stage();
	const first = shelf('1', one);
	await first.fill(signal, silent);
	const all = await entries(caches, '1');
	all.delete('/tour/favicon.svg');
	all.delete('/tour/en/gather/');
	const left = [...all.keys()];
	caches.room = caches.size + 5;
	await assert.rejects(first.fill(signal, silent), { name: 'QuotaExceededError' });
	assert.deepEqual([...all.keys()], left);
	assert.equal(await text(first, 'en/'), page('1', 'one'));
});

test('pages that were kept one by one stay where there is no room for all', async () => {
	const { caches, shelf } = stage();
	const first = shelf('1', one);
	await first.keepPage('en/gather/', ['assets/three-1.wasm'], signal);
	caches.room = caches.size + 5;
	await assert.rejects(first.fill(signal, silent), { name: 'QuotaExceededError' });
	assert.equal(await (await first.find('en/gather/'))!.text(), page('1', 'gather'));
});

test('a storage that fails once is asked again', async () => {
	const { caches, shelf } = stage();
	await shelf('1', one).fill(signal, silent);
	const next = shelf('1', one);
	const failing = mock.method(caches, 'keys', () => Promise.reject(new Error('not now')));
	await assert.rejects(next.whole(), /not now/);
	failing.mock.restore();
	assert.equal((await next.whole())?.id, '1');
});
