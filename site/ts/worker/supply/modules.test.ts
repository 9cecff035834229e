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
