import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Entries, ProgressRecord, type Shelf } from './record';

/** A shelf in memory, which two records may share, as two pages do. */
class Memory implements Shelf {
	readonly kept = new Map<string, number>();
	broken = false;

	async load(): Promise<Entries> {
		this.#check();
		return Promise.resolve(new Map(this.kept));
	}

	async add(entries: Entries): Promise<void> {
		this.#check();
		entries.forEach((at, key) => this.kept.set(key, at));
		return Promise.resolve();
	}

	async clear(): Promise<void> {
		this.#check();
		this.kept.clear();
		return Promise.resolve();
	}

	#check(): void {
		if (this.broken) {
			throw new Error('denied');
		}
	}
}

test('what is done is kept, once, with the time at which it was first done', async () => {
	const shelf = new Memory();
	let now = 1000;
	const record = new ProgressRecord(shelf, () => now);
	await record.add('run', 'gather/three-tasks');
	now = 2000;
	await record.add('run', 'gather/three-tasks');
	await record.add('read', 'gather');
	assert.deepEqual([...shelf.kept], [['run gather/three-tasks', 1000], ['read gather', 2000]]);
	assert.ok(record.has('read', 'gather'));
	assert.ok(!record.has('predicted', 'gather/three-tasks'));
	assert.equal(record.count('run'), 1);
	assert.equal(record.count('run', ['gather/three-tasks', 'gather/other']), 1);
});

test('two pages lose nothing to each other', async () => {
	const shelf = new Memory();
	const [one, two] = [new ProgressRecord(shelf), new ProgressRecord(shelf)];
	await one.add('read', 'gather');
	await two.add('read', 'hello');
	await one.load();
	assert.equal(one.count('read'), 2);
});

test('a file carries everything to another browser, and takes nothing away there', async () => {
	const from = new ProgressRecord(new Memory(), () => 1);
	await from.add('read', 'gather');
	await from.add('predicted', 'gather/three-tasks');
	const shelf = new Memory();
	const to = new ProgressRecord(shelf, () => 2);
	await to.add('read', 'gather');
	await to.add('read', 'hello');
	assert.equal(await to.merge(from.save()), 1);
	assert.equal(await to.merge(from.save()), 0);
	assert.deepEqual(
		[...shelf.kept].sort(),
		[['predicted gather/three-tasks', 1], ['read gather', 2], ['read hello', 2]],
	);
});

test('a file that is none of ours changes nothing', async () => {
	const shelf = new Memory();
	const record = new ProgressRecord(shelf);
	const entries = (value: unknown): string => JSON.stringify({ tour: 'progress', version: 1, entries: value });
	for (const content of [
		'',
		'null',
		'[]',
		'{"entries":{}}',
		'{"tour":"progress","version":2,"entries":{}}',
		entries([]),
		entries({ 'read gather': 'yesterday' }),
		entries({ 'read gather': -1 }),
		entries({ 'read <b>': 1 }),
		entries({ 'forgot gather': 1 }),
		entries({ 'read gather hello': 1 }),
		entries(Object.fromEntries(Array.from({ length: 10_001 }, (_, n) => [`read l${n}`, 1]))),
	]) {
		await assert.rejects(record.merge(content), content);
	}
	assert.equal(shelf.kept.size, 0);
	assert.equal(record.count('read'), 0);
});

test('without a place to keep it, it lasts as long as the page, which is known', async () => {
	const shelf = new Memory();
	shelf.broken = true;
	const record = new ProgressRecord(shelf);
	await record.load();
	assert.ok(record.denied);
	await record.add('read', 'gather');
	assert.ok(record.has('read', 'gather'));
	assert.match(record.save(), /read gather/);
	shelf.broken = false;
	await record.load();
	assert.ok(!record.denied);
	assert.ok(record.has('read', 'gather'));
});

test('what is forgotten is gone', async () => {
	const shelf = new Memory();
	const record = new ProgressRecord(shelf);
	let changes = 0;
	record.addEventListener('change', () => changes++);
	await record.add('read', 'gather');
	await record.clear();
	assert.equal(shelf.kept.size, 0);
	assert.ok(!record.has('read', 'gather'));
	assert.equal(changes, 2);
});
