import { setImmediate } from 'node:timers/promises';
import { test } from 'node:test';
import { Lazy } from '../../ts/page/lazy';
import type { Page } from '../../ts/page/page';
import { Compiler } from './compiler';
import type { Draft } from './draft';

test('a compiler that cannot be loaded leaves no rejection behind: the run will tell', async (context) => {
	context.mock.timers.enable({ apis: ['setTimeout'] });
	const draft = Object.assign(new EventTarget(), { edited: true, text: 'x' }) as unknown as Draft;
	const page = {
		prefs: new EventTarget(),
		config: { assets: { toolchain: '/toolchain.json' } },
		toolchain: new Lazy(() => Promise.reject(new Error('gone'))),
	} as unknown as Page;
	const beside = { running: () => false, remark: () => undefined };
	const compiler = new Compiler(page, draft, {} as HTMLElement, beside);
	compiler.consider();
	await setImmediate();
	context.mock.timers.tick(1000);
	await setImmediate(); // where Node would fail the test
});
