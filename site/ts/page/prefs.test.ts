import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Prefs } from './prefs';
import { Store } from './store';
import { fakeStorage } from '../testing/storage';

test('choices are remembered, and told', () => {
	const store = new Store(fakeStorage());
	const prefs = new Prefs(store, true);
	let changes = 0;
	prefs.addEventListener('change', () => changes++);
	assert.deepEqual([prefs.where, prefs.clock], ['browser', 'real']);
	prefs.where = 'server';
	prefs.clock = 'virtual';
	assert.equal(changes, 2);
	const later = new Prefs(store, true);
	assert.deepEqual([later.where, later.clock], ['server', 'virtual']);
});

test('where there is no server, programs run in the browser', () => {
	const store = new Store(fakeStorage());
	store.set('where', 'server');
	const prefs = new Prefs(store, false);
	assert.equal(prefs.where, 'browser');
	prefs.where = 'server';
	assert.equal(prefs.where, 'browser');
});
