import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Store } from '../../ts/page/store';
import { fakeStorage } from '../../ts/testing/storage';
import { Draft } from './draft';

const published = 'package main\n';

function open(store: Store): Draft {
	return new Draft('gather/three-tasks', 'main.go', published, store);
}

test('as published it is run as published', () => {
	const program = open(new Store(fakeStorage()));
	assert.equal(program.files['main.go'], 'package main');
	assert.deepEqual(program.toRun(false), {});
});

test('edits are run, and kept', () => {
	const store = new Store(fakeStorage());
	open(store).edit('main.go', 'package mine');
	const program = open(store);
	assert.equal(program.files['main.go'], 'package mine');
	assert.deepEqual(program.toRun(false), { files: { 'main.go': 'package mine\n' } });
});

test('an edit that comes to the published text is none', () => {
	const storage = fakeStorage();
	const program = open(new Store(storage));
	program.edit('main.go', 'package mine');
	program.edit('main.go', 'package main');
	assert.equal(program.edited, false);
	assert.equal(storage.length, 0);
});

test('that an edit cannot be kept is told', () => {
	const program = open(new Store(null));
	const told: string[] = [];
	program.addEventListener('change', () => told.push('change'));
	program.addEventListener('unkept', () => told.push('unkept'));
	program.edit('main.go', 'package mine');
	assert.deepEqual(told, ['change', 'unkept']);
	assert.equal(program.files['main.go'], 'package mine');
});

test('a shared version is shown, and not kept', () => {
	const store = new Store(fakeStorage());
	const program = open(store);
	assert.equal(program.share('package theirs\n'), true);
	assert.equal(program.files['main.go'], 'package theirs');
	assert.equal(program.ownWaits, false);
	assert.equal(open(store).files['main.go'], 'package main');
	program.leaveShared();
	assert.equal(program.files['main.go'], 'package main');
});

test('a shared version that is what is there changes nothing', () => {
	const program = open(new Store(fakeStorage()));
	program.edit('main.go', 'package mine');
	assert.equal(program.share('package mine\n'), false);
	assert.equal(program.ownWaits, false);
});

test('the reader’s own version outlives a shared one', () => {
	const store = new Store(fakeStorage());
	open(store).edit('main.go', 'package mine');
	const program = open(store);
	program.share('package theirs');
	assert.equal(program.ownWaits, true);
	assert.equal(open(store).files['main.go'], 'package mine', 'after a reload');
	program.leaveShared();
	assert.equal(program.files['main.go'], 'package mine');
	assert.equal(program.ownWaits, false);
	assert.equal(open(store).files['main.go'], 'package mine');
});

test('the reader’s own version outlives edits of a shared one, and a reload', () => {
	const store = new Store(fakeStorage());
	open(store).edit('main.go', 'package mine');
	const first = open(store);
	first.share('package theirs');
	first.share('package others');
	first.edit('main.go', 'package edited');
	const program = open(store);
	assert.equal(program.files['main.go'], 'package edited');
	assert.equal(program.ownWaits, true);
	program.leaveShared();
	assert.equal(program.files['main.go'], 'package mine');
	assert.equal(open(store).ownWaits, false);
});

test('what is written in another tab shows in this one, and none overwrites the other', () => {
	const storage = fakeStorage();
	const stores = [new Store(storage), new Store(storage)] as const;
	const [a, b] = stores.map(open) as [Draft, Draft];
	const changes: string[] = [];
	a.addEventListener('change', () => changes.push(a.files['main.go']!));
	b.edit('main.go', 'package theirs');
	stores[0].dispatchEvent(new Event('change'));
	assert.deepEqual(changes, ['package theirs']);
	a.edit('main.go', 'package theirs ');
	stores[1].dispatchEvent(new Event('change'));
	assert.equal(b.files['main.go'], 'package theirs ');
	b.edit('main.go', 'package main');
	stores[0].dispatchEvent(new Event('change'));
	assert.equal(a.edited, false);
	stores[0].dispatchEvent(new Event('change'));
	assert.deepEqual(changes, ['package theirs', 'package theirs ', 'package main']);
});

test('a shared version stays while another tab writes, whose text is the reader’s own', () => {
	const storage = fakeStorage();
	const stores = [new Store(storage), new Store(storage)] as const;
	const [a, b] = stores.map(open) as [Draft, Draft];
	a.share('package shared');
	b.edit('main.go', 'package mine');
	stores[0].dispatchEvent(new Event('change'));
	assert.deepEqual([a.files['main.go'], a.ownWaits], ['package shared', true]);
	a.leaveShared();
	assert.equal(a.files['main.go'], 'package mine');
});

test('where nothing can be kept, what is written stays', () => {
	const store = new Store(null);
	const program = open(store);
	program.edit('main.go', 'package mine');
	store.dispatchEvent(new Event('change'));
	assert.equal(program.files['main.go'], 'package mine');
});

test('all files are run, kept, shared and taken back', () => {
	const store = new Store(fakeStorage());
	const first = open(store);
	first.edit('main_test.go', 'package main // tests');
	assert.equal(first.edited, true);
	const program = open(store);
	assert.deepEqual(program.files, { 'main.go': 'package main', 'main_test.go': 'package main // tests' });
	assert.deepEqual(program.toRun(false), {
		files: { 'main.go': 'package main\n', 'main_test.go': 'package main // tests\n' },
	});
	const friend = open(new Store(fakeStorage()));
	assert.equal(friend.share(program.whole), true);
	assert.deepEqual(friend.files, program.files);
	program.replace(program.published);
	assert.equal(program.edited, false);
	assert.equal(open(store).edited, false);
});

test('a file that another tab adds shows in this one', () => {
	const storage = fakeStorage();
	const stores = [new Store(storage), new Store(storage)] as const;
	const [a, b] = stores.map(open) as [Draft, Draft];
	b.edit('main_test.go', 'package main');
	stores[0].dispatchEvent(new Event('change'));
	a.edit('main.go', 'package mine');
	stores[1].dispatchEvent(new Event('change'));
	assert.deepEqual(b.files, { 'main.go': 'package mine', 'main_test.go': 'package main' });
});

test('the two programs of a snippet are kept beside each other', () => {
	const store = new Store(fakeStorage());
	const python = (): Draft => new Draft('gather/three-tasks.py', 'main.py', 'pass\n', store);
	python().edit('main.py', 'print(1)');
	open(store).edit('main.go', 'package mine');
	assert.deepEqual(python().toRun(false), { files: { 'main.py': 'print(1)\n' } });
	assert.deepEqual(open(store).files, { 'main.go': 'package mine' });
	const program = python();
	program.share('[["main.go",1]]\nx');
	assert.deepEqual(program.files, { 'main.py': '[["main.go",1]]\nx' });
});
