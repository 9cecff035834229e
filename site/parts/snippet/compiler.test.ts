import { setImmediate } from 'node:timers/promises';
import { test } from 'node:test';
import type { Tour } from '../../ts/page/tour';
import { Compiler } from './compiler';
import type { Program } from './program';

test('a compiler that cannot be loaded leaves no rejection behind: the run will tell', async (context) => {
	context.mock.timers.enable({ apis: ['setTimeout'] });
	const program = Object.assign(new EventTarget(), { edited: true, text: 'x' }) as unknown as Program;
	const tour = {
		prefs: new EventTarget(),
		config: { assets: { toolchain: '/toolchain.json' } },
		toolchain: () => Promise.reject(new Error('gone')),
	} as unknown as Tour;
	const listener = { running: () => false, remarked: () => undefined };
	const compiler = new Compiler(tour, program, {} as HTMLElement, listener);
	compiler.consider();
	await setImmediate();
	context.mock.timers.tick(1000);
	await setImmediate(); // where Node would fail the test
});
