import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Modules, supplyOf } from './modules';

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
