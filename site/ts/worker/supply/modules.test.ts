import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Modules, supplyOf } from './modules';

test('a policy of the host is told as that, and not as a fault of ours', async (t) => {
	t.mock.method(console, 'error', () => {});
	for (const [message, key] of [
		[
			"WebAssembly.compileStreaming(): Compiling or instantiating WebAssembly module violates the following " +
				"Content Security policy directive because neither 'wasm-unsafe-eval' nor 'unsafe-eval' is allowed",
			'policy',
		],
		['call to WebAssembly.compileStreaming() blocked by CSP', 'policy'],
		['Refused to create a WebAssembly object because ‘unsafe-eval’ or ‘wasm-unsafe-eval’ is not allowed', 'policy'],
		['WebAssembly.compileStreaming(): expected magic word 00 61 73 6d, found 3c 21 64 6f @+0', 'changed'],
	]) {
		const supply = await supplyOf(Promise.reject(new WebAssembly.CompileError(message)));
		assert.equal('ended' in supply && supply.ended.key, key, message);
	}
});

const headers = { 'Content-Type': 'application/wasm' };

/** A body that breaks off. */
function breaking(): ReadableStream<Uint8Array> {
	return new ReadableStream({ pull: (to) => to.error(new TypeError('network error')) });
}

test('a program that is not there, or a page in its place, is told as a file that is not as it was published', async () => {
	for (const response of [
		new Response('There is no such file.', { status: 404 }),
		new Response('<!doctype html>', { headers: { 'Content-Type': 'text/html; charset=utf-8' } }),
	]) {
		const modules = new Modules(() => Promise.resolve(response), '.z');
		const supply = await supplyOf(modules.get({ url: '/hello.wasm' }, AbortSignal.any([])));
		assert.equal('ended' in supply && supply.ended.key, 'changed');
	}
});

test('each cause of there being no program has a sentence of its own', async (t) => {
	t.mock.method(console, 'error', () => {});
	const modules = new Modules(() => Promise.reject(new TypeError('no network')), '');
	const source = { build: '/build', files: { 'main.go': '' }, lang: 'en' as const };
	const broken = new Modules(() => Promise.resolve(new Response(breaking(), { headers })), '');
	const page = new Modules(() => Promise.resolve(new Response('<!doctype html>', { headers })), '');
	const never = AbortSignal.any([]);
	const keys = await Promise.all(
		[
			modules.get({ url: '/hello.wasm' }, never),
			modules.get(source, never),
			broken.get({ url: '/hello.wasm' }, never),
			page.get({ url: '/hello.wasm' }, never),
		].map(
			async (module) => {
				const supply = await supplyOf(module);
				return 'ended' in supply ? supply.ended.key : 'module';
			},
		),
	);
	assert.deepEqual(keys, ['program', 'unreachable', 'program', 'changed']);
});

test('what the server cannot build now the page may: what it refuses, it may not', async (t) => {
	t.mock.method(console, 'error', () => {});
	const end = { run: '', seq: 0, kind: 'end', at: 0, code: 0 };
	const busy = { ...end, reason: 'busy', message: 'The server cannot build programs at the moment.' };
	const refused = { ...end, reason: 'refused', message: 'At most 64 KiB of source.' };
	for (const [status, body, unbuilt, words] of [
		[503, busy, true, busy.message],
		[503, { ...refused, message: 'This server has no Go toolchain.' }, true, 'This server has no Go toolchain.'],
		[502, undefined, true, 'unreachable'], // a proxy's
		[504, undefined, true, 'unreachable'],
		[500, undefined, true, 'unreachable'],
		[404, undefined, true, 'unreachable'],
		[413, refused, undefined, refused.message],
		[400, refused, undefined, refused.message],
	] as const) {
		const response = body ? Response.json(body, { status }) : new Response('<html>', { status });
		const modules = new Modules(() => Promise.resolve(response), '');
		const source = { build: '/build', files: { 'main.go': '' }, lang: 'en' as const };
		const supply = await supplyOf(modules.get(source, AbortSignal.any([])));
		assert.ok('ended' in supply);
		assert.equal(supply.ended.unbuilt, unbuilt, `${status}`);
		assert.equal(supply.ended.message ?? supply.ended.key, words, `${status}`);
	}
});
