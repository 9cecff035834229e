import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Lazy } from './lazy';

test('it is loaded when it is first wanted, once', async () => {
	let loads = 0;
	const lazy = new Lazy(() => Promise.resolve(++loads));
	assert.deepEqual([loads, lazy.value], [0, undefined]);
	assert.deepEqual(await Promise.all([lazy.get(), lazy.get()]), [1, 1]);
	assert.equal(await lazy.get(), 1);
	assert.deepEqual([loads, lazy.value], [1, 1]);
});

test('what could not be loaded is tried again, by the next who wants it', async () => {
	let loads = 0;
	const lazy = new Lazy(() => (++loads === 1 ? Promise.reject(new Error('offline')) : Promise.resolve(loads)));
	await Promise.all([assert.rejects(lazy.get(), /offline/), assert.rejects(lazy.get(), /offline/)]);
	assert.equal(loads, 1);
	assert.equal(await lazy.get(), 2);
});

test('what is done with it waits for it, and loads nothing', async () => {
	const used: number[] = [];
	let loads = 0;
	const lazy = new Lazy(() => Promise.resolve(++loads));
	lazy.use((value) => used.push(value));
	assert.equal(loads, 0);
	const loading = lazy.get();
	lazy.use((value) => used.push(value * 10));
	assert.equal(used.length, 0);
	await loading;
	lazy.use((value) => used.push(value * 100));
	assert.deepEqual(used, [10, 100]);
});

test('what is done with what does not come is not done', async () => {
	const lazy = new Lazy<number>(() => Promise.reject(new Error('offline')));
	const loading = lazy.get();
	lazy.use(() => assert.fail());
	await assert.rejects(loading, /offline/);
});
