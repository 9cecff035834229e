import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { testConfig } from '../testing/config';
import { coming } from './coming';
import type { Config } from './config';

test('a page gets the addresses of programs once the server has packed them', async () => {
	mock.timers.enable({ apis: ['setTimeout'] });
	try {
		const config = testConfig({ coming: true, lang: 'zh' });
		const sentence = { textContent: '' };
		const page = { querySelector: () => sentence } as unknown as Document;
		const answers: (Config | Error)[] = [
			testConfig({ coming: true, lang: 'zh' }),
			new TypeError('the server does not answer'),
			testConfig({
				lang: 'zh',
				assets: { source: '/source.wasm' },
				wasm: { 'gather/three-tasks': '/three-tasks.wasm' },
			}),
		];
		const left = answers.length;
		let looks = 0;
		const waits = coming(config, page, () => {
			const answer = answers[looks++]!;
			return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
		});
		let over = false;
		void waits.then(() => {
			over = true;
		});
		for (let look = 1; look <= left; look++) {
			assert.equal(config.coming, true);
			mock.timers.tick(2000);
			for (let turn = 0; turn < 10; turn++) {
				await Promise.resolve();
			}
			assert.equal(looks, look);
			assert.equal(over, look === left);
		}
		assert.equal(config.coming, false);
		assert.equal(config.assets.source, '/source.wasm');
		assert.deepEqual(config.wasm, { 'gather/three-tasks': '/three-tasks.wasm' });
		assert.equal(sentence.textContent, '程序已准备好。');
	} finally {
		mock.timers.reset();
	}
});
