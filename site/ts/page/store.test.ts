import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Store } from './store';
import { fakeStorage } from '../testing/storage';

test('what is kept comes back, under keys of our own', () => {
	const storage = fakeStorage();
	const store = new Store(storage);
	assert.equal(store.get('theme'), null);
	assert.equal(store.set('theme', 'dark'), true);
	assert.equal(store.get('theme'), 'dark');
	assert.equal(storage.getItem('tour:theme'), 'dark');
	store.remove('theme');
	assert.equal(store.get('theme'), null);
});

test('a browser that keeps nothing', () => {
	const full = fakeStorage();
	full.setItem = () => {
		throw new DOMException('full', 'QuotaExceededError');
	};
	const denied = fakeStorage();
	denied.getItem = denied.setItem = denied.removeItem = () => {
		throw new DOMException('denied', 'SecurityError');
	};
	for (const storage of [null, full, denied]) {
		const store = new Store(storage);
		assert.equal(store.set('theme', 'dark'), false);
		assert.equal(store.get('theme'), null);
		store.remove('theme');
	}
});
