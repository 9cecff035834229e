import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Keeper } from './keeper';
import type { Progress, ToServiceWorker, Whole } from '../contract/offline';
import { Shelf } from './shelf';
import { FakeCaches } from '../testing/caches';
import { FakeHost } from '../testing/releases';
import { Visits } from './visits';

const one = {
	'en/': 'home',
	'en/gather/': 'gather',
	'assets/main-1.js': 'main',
	'assets/three-1.wasm': 'three',
	'assets/other-1.wasm': 'other',
};

/** A browser with open pages, which are clients of a worker that can be replaced. */
class Browser {
	readonly caches = new FakeCaches();
	readonly host = new FakeHost();
	readonly pages: Page[] = [];

	worker(id: string, files: Record<string, string> = one): Keeper {
		const shelf = new Shelf(this.caches.storage, this.host.fetch, this.host.publish(id, files));
		return new Keeper(shelf, new Visits(this.caches.storage, '/tour/'), () => Promise.resolve(this.pages));
	}

	open(id: string): Page {
		const page = new Page(id);
		this.pages.push(page);
		return page;
	}

	/** The releases here. */
	async releases(): Promise<string[]> {
		return (await this.caches.keys())
			.filter((name) => name.startsWith('tour '))
			.map((name) => name.slice('tour /tour/ '.length));
	}
}

class Page {
	readonly heard: string[] = [];

	constructor(readonly id: string) {}

	postMessage({ release }: Whole): void {
		this.heard.push(release);
	}
}

const visit = (release: string, good = true): ToServiceWorker => ({
	kind: 'visit',
	release,
	lang: 'en',
	path: 'en/gather/',
	programs: ['assets/three-1.wasm'],
	good,
});

/** Returns what a port hears until the end. */
async function keep(worker: Keeper, page: Page): Promise<Progress[]> {
	const heard: Progress[] = [];
	const port = { postMessage: (progress: Progress) => heard.push(progress) } as unknown as MessagePort;
	await worker.receive({ kind: 'keep', port }, page);
	return heard;
}

test('a visit on a good connection keeps everything, on another the page', async () => {
	const browser = new Browser();
	const page = browser.open('a');
	const worker = browser.worker('1');
	await worker.receive(visit('1', false), page);
	assert.deepEqual(browser.host.asked.sort(), ['assets/main-1.js', 'assets/three-1.wasm', 'en/gather/']);
	assert.deepEqual(page.heard, []);
	await worker.receive(visit('1'), page);
	assert.equal(browser.host.asked.length, 5);
	assert.deepEqual(new Set(page.heard), new Set(['1']));
});

test('all pages hear of a new release, and the old one goes with its last page', async () => {
	const browser = new Browser();
	const old = browser.open('old');
	await browser.worker('1').receive(visit('1'), old);
	const worker = browser.worker('2');
	const page = browser.open('new');
	await worker.receive(visit('1'), page);
	assert.equal(old.heard.at(-1), '2');
	assert.equal(page.heard.at(-1), '2');
	assert.deepEqual(await browser.releases(), ['1', '2']);
	await worker.receive(visit('2'), page);
	assert.deepEqual(await browser.releases(), ['1', '2'], 'a page of the old release is open');
	browser.pages.splice(browser.pages.indexOf(old), 1);
	await worker.receive(visit('2'), page);
	assert.deepEqual(await browser.releases(), ['2']);
});

test('those who ask share one download and hear how it goes', async () => {
	const browser = new Browser();
	const page = browser.open('a');
	const worker = browser.worker('1');
	const [mine, yours] = await Promise.all([keep(worker, page), keep(worker, page)]);
	assert.equal(browser.host.asked.length, 5);
	for (const heard of [mine, yours]) {
		assert.deepEqual(heard.at(-1), { kind: 'kept' });
	}
	const last = mine.filter((progress) => progress.kind === 'progress').at(-1)!;
	assert.equal(last.done, last.total);
});

test('where there is no room the reader who asks is told, and nobody is asked again unasked', async () => {
	const browser = new Browser();
	const page = browser.open('a');
	browser.caches.room = 100;
	const worker = browser.worker('1');
	assert.deepEqual((await keep(worker, page)).at(-1), { kind: 'failed', why: 'full' });
	browser.host.asked.length = 0;
	browser.caches.room = Infinity;
	await worker.receive(visit('1'), page);
	assert.ok(!browser.host.asked.includes('assets/other-1.wasm'), 'the release was tried again');
	assert.deepEqual((await keep(worker, page)).at(-1), { kind: 'kept' });
});

test('a network that fails is told to the reader who asks, and to no other', async () => {
	const browser = new Browser();
	const page = browser.open('a');
	const worker = browser.worker('1');
	browser.host.before = () => {
		throw new TypeError('no network');
	};
	await worker.receive(visit('1'), page);
	assert.deepEqual(page.heard, []);
	assert.deepEqual((await keep(worker, page)).at(-1), { kind: 'failed', why: 'broken' });
});

test('a download is halted, and goes on from there', async () => {
	const browser = new Browser();
	const page = browser.open('a');
	const worker = browser.worker('1');
	browser.host.before = () => {
		void worker.receive({ kind: 'halt' }, page);
	};
	assert.deepEqual((await keep(worker, page)).at(-1), { kind: 'failed', why: 'halted' });
	browser.host.before = () => {};
	assert.deepEqual((await keep(worker, page)).at(-1), { kind: 'kept' });
});

test('everything is forgotten, what is on its way too', async () => {
	const browser = new Browser();
	const page = browser.open('a');
	const worker = browser.worker('1');
	const keeping = keep(worker, page);
	let answer = '';
	await worker.receive(
		{ kind: 'forget', port: { postMessage: (text: string) => (answer = text) } as unknown as MessagePort },
		page,
	);
	await keeping;
	assert.equal(answer, 'forgotten');
	assert.deepEqual(await browser.caches.keys(), []);
});

for (const good of [true, false]) {
	test(`everything is forgotten, whatever a visit on ${good ? 'a good' : 'another'} network has come to`, async () => {
		for (let turns = 0; turns < 60; turns++) {
			const browser = new Browser();
			const page = browser.open('a');
			const worker = browser.worker('1');
			const visiting = worker.receive(visit('1', good), page);
			for (let turn = 0; turn < turns; turn++) {
				await Promise.resolve();
			}
			const port = { postMessage: () => {} } as unknown as MessagePort;
			await worker.receive({ kind: 'forget', port }, page);
			await visiting;
			assert.deepEqual(await browser.caches.keys(), [], `after ${turns} turns`);
		}
	});
}

test('what somebody has deleted is kept again at the next visit', async () => {
	const browser = new Browser();
	const page = browser.open('a');
	const worker = browser.worker('1');
	await worker.receive(visit('1'), page);
	assert.deepEqual(await browser.releases(), ['1']);
	for (const name of await browser.caches.keys()) {
		await browser.caches.delete(name);
	}
	await worker.receive(visit('1'), page);
	assert.deepEqual(await browser.releases(), ['1']);
	assert.deepEqual((await keep(worker, page)).at(-1), { kind: 'kept' });
});

test('a visit fetches again what somebody has deleted of a release, on any connection', async () => {
	for (const good of [true, false]) {
		const browser = new Browser();
		const page = browser.open('a');
		const worker = browser.worker('1');
		await worker.receive(visit('1'), page);
		const { entries } = await browser.caches.open('tour /tour/ 1');
		entries.delete('/tour/en/gather/');
		entries.delete('/tour/assets/main-1.js');
		browser.host.asked.length = 0;
		await worker.receive(visit('1', good), page);
		assert.deepEqual(browser.host.asked.sort(), ['assets/main-1.js', 'en/gather/']);
	}
});

test('a reader who asks during a visit has all of it checked', async () => {
	const browser = new Browser();
	const page = browser.open('a');
	const worker = browser.worker('1');
	await worker.receive(visit('1'), page);
	const { entries } = await browser.caches.open('tour /tour/ 1');
	entries.get('/tour/assets/three-1.wasm')!.body = new ArrayBuffer(3);
	entries.delete('/tour/en/');
	browser.host.asked.length = 0;
	const [heard] = await Promise.all([keep(worker, page), worker.receive(visit('1'), page)]);
	assert.deepEqual(heard.at(-1), { kind: 'kept' });
	assert.deepEqual(browser.host.asked.sort(), ['assets/three-1.wasm', 'en/']);
});

test('a damaged memory of visits is as good as none', async () => {
	const browser = new Browser();
	const page = browser.open('a');
	const worker = browser.worker('1');
	await worker.receive(visit('1'), page);
	for (const damaged of ['{"rel', 'null', '[]']) {
		const { entries } = await browser.caches.open('tour-visits /tour/');
		entries.get('memory')!.body = new TextEncoder().encode(damaged).buffer;
		page.heard.length = 0;
		await worker.receive(visit('1'), page);
		assert.deepEqual(page.heard, ['1'], damaged);
	}
});
