import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { type TestContext, test } from 'node:test';
import { Prefs } from '../../ts/page/prefs';
import type { Event, Start } from '../../ts/contract/run';
import { Store } from '../../ts/page/store';
import { fakeStorage } from '../../ts/testing/storage';
import type { Place } from './links';
import type { Timeline } from './timeline';
import type { Page } from '../../ts/page/page';
import { Picture } from './picture';

const request: Start = { snippet: 'gather/three-tasks', clock: 'real', lang: 'en' };
const event: Event = { run: 'r', seq: 1, kind: 'running' };

/** A picture whose timeline notes what it is told; nothing brings it near. */
function setUp(context: TestContext, act: (what: string) => void): { picture: Picture; prefs: Prefs } {
	context.mock.timers.enable({ apis: ['setTimeout'] });
	Object.assign(globalThis, {
		window: new EventTarget(),
		IntersectionObserver: class {
			observe(): void {}
			disconnect(): void {}
		},
	});
	const prefs = new Prefs(new Store(fakeStorage()), true);
	prefs.timeline = true;
	class Noting {
		begin = (program: string): void => act(`begin ${program}`);
		hear = (program: string, { kind }: Event): void => act(`hear ${program} ${kind}`);
		cursor = (line: number): void => act(`cursor ${line}`);
		leave = (): void => act('leave');
	}
	const host = { hidden: true, textContent: '' } as HTMLElement;
	const renewal = { explain: (sentence: string) => Promise.resolve(sentence) };
	const page = { prefs, config: { lang: 'en' }, renewal } as unknown as Page;
	const picture = new Picture(host, page, 'gather', () => {
		act('load');
		return Promise.resolve({ Timeline: Noting as unknown as typeof Timeline });
	});
	return { picture, prefs };
}

test('a timeline is loaded when a run begins, and is told of all of it', async (context) => {
	const told: string[] = [];
	const { picture, prefs } = setUp(context, (what) => told.push(what));
	assert.deepEqual(told, []);
	const observer = picture.observer('go', {} as Place);
	observer.begun!(request);
	observer.event!(event);
	await setImmediate();
	assert.deepEqual(told.splice(0), ['load', 'begin go', 'hear go running']);
	prefs.clock = 'slow';
	prefs.timeline = false;
	prefs.clock = 'real';
	assert.deepEqual(told, ['leave'], 'what it has changed elsewhere on the page does not stay');
});

test('a timeline that fails leaves the run alone', async (context) => {
	const errors = context.mock.method(console, 'error', () => undefined);
	const { picture } = setUp(context, (what) => {
		if (what.startsWith('hear')) {
			throw new RangeError('too much');
		}
	});
	const observer = picture.observer('go', {} as Place);
	observer.begun!(request);
	observer.event!(event);
	await setImmediate();
	observer.event!(event);
	assert.equal(errors.mock.callCount(), 2);
});
