import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Answers } from './answers';
import { Shelf } from './shelf';
import { FakeCaches } from '../testing/caches';
import { FakeHost, page } from '../testing/releases';
import { Visits } from './visits';

const origin = 'https://example.org';
const files = { 'en/': 'home', 'en/gather/': 'gather', 'assets/main-1.js': 'main', 'favicon.svg': 'icon' };
const signal = new AbortController().signal;

async function start(whole: boolean): Promise<{ answers: Answers; shelf: Shelf; visits: Visits }> {
	const caches = new FakeCaches().storage;
	const host = new FakeHost();
	const shelf = new Shelf(caches, host.fetch, host.publish('1', files));
	const visits = new Visits(caches, '/tour/');
	if (whole) {
		await shelf.fill(signal, () => {});
	}
	const packed = (url: string) => Promise.resolve(url.endsWith('/asm-1.js') ? new Response('kept') : undefined);
	return { answers: new Answers(shelf, visits, origin, packed), shelf, visits };
}

const online = (): Promise<Response> => Promise.resolve(new Response('network'));
const cutOff = (): Promise<Response> => Promise.reject(new TypeError('no network'));

/** Asks for a page, or with "file:" for what a page loads. */
function ask(answers: Answers, path: string, network = cutOff, method = 'GET'): Promise<Response> | undefined {
	const mode = path.startsWith('file:') ? 'no-cors' : 'navigate';
	return answers.answer({ method, mode, url: `${origin}${path.replace('file:', '')}` }, network);
}

test('what is between pages and their server is left alone', async () => {
	const { answers } = await start(true);
	for (const path of [
		'file:/tour/run',
		'file:/tour/build',
		'file:/tour/healthz',
		'file:/tour/dev/reload',
		'file:/tour/sw.js',
		'file:/tour/assets/toolchain/compile-1.wasm',
		'file:/tour/assets/python/python-1.wasm',
		'/elsewhere/',
	]) {
		assert.equal(ask(answers, path), undefined, path);
	}
	assert.equal(ask(answers, '/tour/en/', cutOff, 'POST'), undefined);
	assert.equal(
		answers.answer({ method: 'GET', mode: 'navigate', url: 'https://example.com/tour/en/' }, cutOff),
		undefined,
	);
});

test('a script of Python comes from the network, and without one from what was kept', async () => {
	const { answers } = await start(false);
	assert.equal(await (await ask(answers, 'file:/tour/assets/python/asm-1.js', online)!).text(), 'network');
	assert.equal(await (await ask(answers, 'file:/tour/assets/python/asm-1.js')!).text(), 'kept');
	await assert.rejects(ask(answers, 'file:/tour/assets/python/asm-2.js')!);
});

test('of a whole release everything comes from the cache', async () => {
	const { answers } = await start(true);
	for (const [path, text] of Object.entries({
		'/tour/en/gather/?from=mail#x': page('1', 'gather'),
		'file:/tour/assets/main-1.js': 'main',
		'file:/tour/favicon.svg': 'icon',
	})) {
		assert.equal(await (await ask(answers, path)!).text(), text, path);
	}
	const response = await ask(answers, '/tour/en/gather?from=mail')!;
	assert.deepEqual(
		[response.status, response.headers.get('Location')],
		[302, `${origin}/tour/en/gather/?from=mail`],
	);
});

test('a page is found however a host has named it', async () => {
	const { answers } = await start(true);
	for (const path of ['/tour/en/gather', '/tour/en/gather/index.html']) {
		const response = await ask(answers, `${path}?a=b`)!;
		assert.equal(response.headers.get('Location'), `${origin}/tour/en/gather/?a=b`);
	}
});

test('what is not there comes from the network', async () => {
	for (const whole of [true, false]) {
		const { answers } = await start(whole);
		for (const path of ['/tour/en/nowhere/', 'file:/tour/assets/main-9.js', '/tour/']) {
			assert.equal(await (await ask(answers, path, online)!).text(), 'network', path);
			await assert.rejects(ask(answers, path)!);
		}
	}
});

test('without a whole release a page that was kept is shown only when the network fails', async () => {
	const { answers, shelf } = await start(false);
	await shelf.keepPage('en/gather/', [], signal);
	assert.equal(await (await ask(answers, '/tour/en/gather/', online)!).text(), 'network');
	assert.equal(await (await ask(answers, '/tour/en/gather/')!).text(), page('1', 'gather'));
	assert.equal(await (await ask(answers, 'file:/tour/assets/main-1.js')!).text(), 'main');
	assert.equal(
		await (await ask(answers, 'file:/tour/favicon.svg', online)!).text(),
		'network',
		'it is not named by its content',
	);
});

test('the first page goes on to the language that was read last', async () => {
	const { answers, visits } = await start(true);
	await visits.note('a', '1', 'zh', ['a']);
	const response = await ask(answers, '/tour/?x=1')!;
	assert.equal(response.headers.get('Location'), `${origin}/tour/zh/?x=1`);
});
