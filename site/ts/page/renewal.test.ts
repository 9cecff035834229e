import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import en from '../../text/en.json';
import zh from '../../text/zh.json';
import { type Means, Renewal } from './renewal';

const sentence = 'It did not load.';

/** A host that answers as it is told to, and a browser. */
class Fake implements Means {
	answer: () => Promise<Response> = () => Promise.reject(new TypeError('no network'));
	readonly asked: string[] = [];
	readonly done: string[] = [];
	online = true;
	press: () => Promise<void> = () => Promise.reject(new Error('nothing is offered'));

	readonly fetch = (url: string, init?: RequestInit): Promise<Response> => {
		this.asked.push(`${url} ${init?.cache}`);
		return this.answer();
	};

	show(reload: () => Promise<void>): void {
		this.done.push('show');
		this.press = reload;
	}

	isOnline(): boolean {
		return this.online;
	}

	leave(): Promise<void> {
		this.done.push('leave');
		return Promise.resolve();
	}

	reload(): void {
		this.done.push('reload');
	}
}

const page = { base: '/course/', lang: 'en', release: 'one' } as const;
const names = (id: unknown) => () => Promise.resolve(Response.json({ id }));

test('a file that is gone with its release is explained, and the other release offered', async () => {
	const host = new Fake();
	host.answer = names('two');
	assert.equal(await new Renewal(page, host).explain(sentence), en.releaseOther);
	assert.equal(await new Renewal({ ...page, lang: 'zh' }, host).explain(sentence), zh.releaseOther);
	assert.deepEqual(host.asked, Array.from({ length: 2 }, () => '/course/release.json no-cache'));
	assert.deepEqual(host.done, ['show', 'show']);
});

test('the sentence stays where the host does not answer, has the same release, or is none of ours', async () => {
	for (const [what, answer] of Object.entries({
		'no network': () => Promise.reject(new TypeError('no network')),
		'the same release': names('one'),
		'a page in place of the file': () => Promise.resolve(new Response('<!doctype html>')),
		'no file': () => Promise.resolve(Response.json({ id: 'two' }, { status: 404 })),
		'something else': names(2),
	})) {
		const host = new Fake();
		host.answer = answer;
		assert.equal(await new Renewal(page, host).explain(sentence), sentence, what);
		assert.deepEqual(host.done, [], what);
	}
});

test('an author’s page has no release to compare', async () => {
	const host = new Fake();
	host.answer = names('two');
	assert.equal(await new Renewal({ ...page, release: '' }, host).missed(), false);
	assert.deepEqual(host.asked, []);
});

test('what fails at the same time asks once, and what fails later asks and offers again', async () => {
	const host = new Fake();
	host.answer = names('two');
	const renewal = new Renewal(page, host);
	await Promise.all([renewal.missed(), renewal.explain(sentence)]);
	assert.equal(host.asked.length, 1);
	host.done.length = 0;
	assert.equal(await renewal.missed(), true);
	assert.deepEqual([host.asked.length, host.done], [2, ['show']]);
	host.answer = names('one');
	assert.equal(await renewal.missed(), false, 'the page’s own release is back');
});

test('a host that says nothing is not waited for', async (t: TestContext) => {
	t.mock.timers.enable({ apis: ['setTimeout'] });
	const host = new Fake();
	const renewal = new Renewal(page, {
		fetch: (_, init) =>
			new Promise((_, reject) => init!.signal!.addEventListener('abort', () => reject(new Error('aborted')))),
		show: () => host.show(host.press),
		isOnline: () => true,
		leave: () => host.leave(),
		reload: () => host.reload(),
	});
	const explained = renewal.explain(sentence);
	t.mock.timers.tick(4000);
	assert.equal(await explained, sentence);
});

test('the reload is from the host, past the service worker, unless that has the release whole', async () => {
	const host = new Fake();
	host.answer = names('two');
	const renewal = new Renewal(page, host);
	await renewal.missed();
	await host.press();
	assert.deepEqual(host.done.splice(0), ['show', 'leave', 'reload']);
	host.online = false;
	await host.press();
	assert.deepEqual(host.done.splice(0), ['reload'], 'without a network the service worker stays');
	host.online = true;
	renewal.whole();
	await host.press();
	assert.deepEqual(host.done, ['show', 'reload']);
});
