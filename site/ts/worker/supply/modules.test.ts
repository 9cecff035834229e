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
		['WebAssembly.compileStreaming(): expected magic word 00 61 73 6d, found 3c 21 64 6f @+0', 'internal'],
	]) {
		const supply = await supplyOf(Promise.reject(new WebAssembly.CompileError(message)));
		assert.equal('ended' in supply && supply.ended.key, key, message);
	}
});

test('a program that is not there, or a page in its place, is told as a program that did not load', async () => {
	for (const response of [
		new Response('There is no such file.', { status: 404 }),
		new Response('<!doctype html>', { headers: { 'Content-Type': 'text/html; charset=utf-8' } }),
	]) {
		const modules = new Modules(() => Promise.resolve(response), '.z');
		const supply = await supplyOf(modules.get({ url: '/hello.wasm' }, AbortSignal.any([])));
		assert.equal('ended' in supply && supply.ended.key, 'program');
	}
});

test('each cause of there being no program has a sentence of its own', async () => {
	const modules = new Modules(() => Promise.reject(new TypeError('no network')), '');
	const source = { build: '/build', files: { 'main.go': '' }, lang: 'en' as const };
	const keys = await Promise.all(
		[modules.get({ url: '/hello.wasm' }, AbortSignal.any([])), modules.get(source, AbortSignal.any([]))].map(
			async (module) => {
				const supply = await supplyOf(module);
				return 'ended' in supply ? supply.ended.key : 'module';
			},
		),
	);
	assert.deepEqual(keys, ['program', 'unreachable']);
});
