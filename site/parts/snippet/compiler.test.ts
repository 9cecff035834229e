import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { test } from 'node:test';
import { Lazy } from '../../ts/page/lazy';
import type { Diagnostic } from '../../ts/contract/run';
import type { Page } from '../../ts/page/page';
import { Compiler } from './compiler';
import type { Draft } from './draft';

test('of a compiler that cannot be loaded it is asked once why, and the run will tell', async (context) => {
	context.mock.timers.enable({ apis: ['setTimeout'] });
	let missed = 0;
	const draft = Object.assign(new EventTarget(), { edited: true, whole: 'x' }) as unknown as Draft;
	const page = {
		prefs: new EventTarget(),
		config: { assets: { toolchain: '/toolchain.json' } },
		toolchain: new Lazy(() => Promise.reject(new Error('gone'))),
		renewal: { missed: () => missed++ },
	} as unknown as Page;
	const beside = { running: () => false, remark: () => undefined, checks: () => undefined };
	const compiler = new Compiler(page, draft, {} as HTMLElement, beside);
	for (let pause = 0; pause < 2; pause++) {
		compiler.consider();
		await setImmediate();
		context.mock.timers.tick(1000);
		await setImmediate(); // where Node would fail the test
	}
	assert.equal(missed, 1);
});

test('errors are shown at once, remarks of a program that compiles when they come', async (context) => {
	context.mock.timers.enable({ apis: ['setTimeout'] });
	const draft = Object.assign(new EventTarget(), { edited: true, whole: '', source: {} });
	const answers: ((items: Diagnostic[] | null) => void)[] = [];
	const answer = (): Promise<Diagnostic[] | null> => new Promise((resolve) => answers.push(resolve));
	const toolchain = Object.assign(new EventTarget(), {
		state: { kind: 'ready', bytes: 0, total: 0 },
		review: answer,
		vet: answer,
	});
	const page = {
		prefs: Object.assign(new EventTarget(), { timeline: false }),
		config: { lang: 'en', assets: { toolchain: '/toolchain.json' } },
		toolchain: new Lazy(() => Promise.resolve(toolchain)),
	} as unknown as Page;
	const shown: string[] = [];
	const beside = {
		running: () => false,
		checks: () => undefined,
		remark: (items: readonly Diagnostic[]) => shown.push(items.map(({ message }) => message).join()),
	};
	const element = { replaceChildren: () => {} } as unknown as HTMLElement;
	new Compiler(page, draft as unknown as Draft, element, beside);
	const write = async (whole: string, edited = true): Promise<void> => {
		Object.assign(draft, { whole, edited }).dispatchEvent(new Event('change'));
		await setImmediate();
		context.mock.timers.tick(1000);
		await setImmediate();
	};
	const say = async (...messages: string[]): Promise<void> => {
		answers.shift()!(messages.map((message) => ({ message }) as Diagnostic));
		await setImmediate();
	};

	await write('wrong');
	await say('error');
	assert.deepEqual(shown.splice(0), ['error']);

	await write('doubtful');
	await say();
	assert.deepEqual(shown.splice(0), [''], 'the error is gone before the first remarks, which take loading');
	await say('warning');
	assert.deepEqual(shown.splice(0), ['warning']);

	await write('as doubtful');
	await say();
	assert.deepEqual(shown.splice(0), [], 'a remark that stays does not flicker');
	await say('warning');
	assert.deepEqual(shown.splice(0), ['warning']);

	await write('other');
	await say();
	await write('edited meanwhile');
	await say('late');
	assert.deepEqual(shown.splice(0), []);
	await say('error');
	assert.deepEqual(shown.splice(0), ['error']);

	await write('published', false);
	assert.deepEqual(shown.splice(0), [''], 'nothing is remarked on the published program');
	await write('edited meanwhile');
	await say('error');
	assert.deepEqual(shown.splice(0), ['error'], 'it is checked once more');
});
