import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeStorage } from '../testing/storage';
import { Carried } from './carried';
import { Store } from './store';

/** The entry of a page in the history. */
class Entry {
	state: unknown = null;

	replaceState(state: unknown): void {
		this.state = structuredClone(state);
	}
}

function full(): Storage {
	const storage = fakeStorage();
	storage.setItem = () => {
		throw new DOMException('full', 'QuotaExceededError');
	};
	return storage;
}

test('what a browser does not store is there after a reload by the page, once', () => {
	for (const storage of [null, full()]) {
		const entry = new Entry();
		entry.state = { scroll: 3 };
		const store = new Store(storage, new Carried(entry));
		assert.equal(store.set('edit:hello', 'mine'), false);
		store.hold('stdin:hello', 'a line');
		assert.deepEqual(entry.state, { scroll: 3 }, 'nothing is carried until the page leaves');
		store.leave();
		const next = new Store(storage, new Carried(entry));
		assert.deepEqual([next.get('edit:hello'), next.get('stdin:hello')], ['mine', 'a line']);
		assert.deepEqual(entry.state, { scroll: 3 });
		next.leave();
		assert.equal(new Store(storage, new Carried(entry)).get('edit:hello'), 'mine', 'nor at the next reload');
		assert.equal(new Store(storage, new Carried(entry)).get('edit:hello'), null, 'it comes back');
	}
});

test('what is stored is not carried', () => {
	const entry = new Entry();
	const storage = fakeStorage();
	const store = new Store(storage, new Carried(entry));
	store.hold('edit:hello', 'an old one');
	assert.equal(store.set('edit:hello', 'mine'), true);
	store.hold('stdin:hello', 'a line');
	store.remove('stdin:hello');
	store.leave();
	assert.equal(entry.state, null);
	assert.equal(storage.getItem('tour:edit:hello'), 'mine');
});

test('where the history has no room, the page is loaded anew all the same', () => {
	const entry = new Entry();
	entry.replaceState = () => {
		throw new DOMException('too much', 'DataCloneError');
	};
	const store = new Store(null, new Carried(entry));
	store.set('edit:hello', 'mine');
	store.leave();
	assert.equal(entry.state, null);
});
