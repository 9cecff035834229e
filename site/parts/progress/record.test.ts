import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Deed, type Entry, entryOf, keyOf } from './entry';
import { FileError } from './file';
import { ProgressRecord } from './record';
import type { Shelf } from './shelf';

/** A shelf in memory, which two records may share, as two pages do. It keeps what earlier releases have kept too. */
class Memory implements Shelf {
	readonly kept = new Map<string, unknown>();
	broken = false;

	async load(): Promise<Entry[]> {
		this.#check();
		const entries = [...this.kept].map(([key, value]) => entryOf(value, key));
		return Promise.resolve(entries.filter((entry) => entry !== undefined));
	}

	async add(entries: readonly Entry[]): Promise<void> {
		this.#check();
		entries.forEach((entry) => this.kept.set(keyOf(entry), entry));
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

/** Returns a file of a record, or of that content. */
function file(content: ProgressRecord | string): Blob {
	return new Blob([typeof content === 'string' ? content : content.save()]);
}

/** Returns entries in an order of their own. */
function sorted(entries: readonly Entry[]): Entry[] {
	return [...entries].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

test('what is done is kept, with the time at which it was first done, or each time', async () => {
	const shelf = new Memory();
	let now = 1000;
	const record = new ProgressRecord(shelf, () => now++);
	await record.add({ deed: 'run', id: 'gather/three-tasks' });
	await record.add({ deed: 'run', id: 'gather/three-tasks' });
	await record.add({ deed: 'answered', id: 'gather/fate', version: 'ab', ok: false });
	await record.add({ deed: 'answered', id: 'gather/fate', version: 'ab', ok: true });
	assert.deepEqual([...shelf.kept.values()], [
		{ deed: 'run', id: 'gather/three-tasks', at: 1000 },
		{ deed: 'answered', id: 'gather/fate', version: 'ab', ok: false, at: 1001 },
		{ deed: 'answered', id: 'gather/fate', version: 'ab', ok: true, at: 1002 },
	]);
	assert.ok(record.has('run', 'gather/three-tasks'));
	assert.ok(!record.has('predicted', 'gather/three-tasks'));
	assert.equal(record.count('answered'), 1);
	assert.equal(record.count('run', ['gather/three-tasks', 'gather/other']), 1);
});

test('tries and hints count until an exercise is solved', async () => {
	const record = new ProgressRecord(new Memory(), counter());
	const deeds: Deed[] = ['tried', 'hinted', 'tried', 'solved', 'tried', 'shown', 'solved'];
	for (const deed of deeds) {
		await record.add({ deed, id: 'http/four-at-a-time', version: 'ab' });
	}
	assert.deepEqual(
		record.entries.map(({ deed }) => deed),
		['tried', 'hinted', 'tried', 'solved'],
	);
	assert.equal(record.times('tried'), 2);
	assert.equal(record.count('solved'), 1);
});

test('what an earlier release has kept is there, and stays when its pages are still open', async () => {
	const shelf = new Memory();
	shelf.kept.set('read gather', 5).set('predicted gather/three-tasks', 6).set('forgot gather', 7);
	const record = new ProgressRecord(shelf, () => 10);
	await record.load();
	assert.deepEqual(record.entries, [
		{ deed: 'read', id: 'gather', at: 5 },
		{ deed: 'predicted', id: 'gather/three-tasks', at: 6 },
	]);
	await record.add({ deed: 'read', id: 'gather' });
	await record.add({ deed: 'read', id: 'hello' });
	assert.ok(['read gather', 'predicted gather/three-tasks', 'forgot gather'].every((key) => shelf.kept.has(key)));
	assert.equal(shelf.kept.get('read gather'), 5);
});

test('what is done while the record is being loaded does not hide what was done before', async () => {
	const shelf = new Memory();
	shelf.kept.set('read gather', 5);
	const record = new ProgressRecord(shelf, () => 10);
	const loading = record.load();
	await Promise.all(['gather', 'b'].map((id) => record.add({ deed: 'read', id })));
	await loading;
	assert.deepEqual(record.entries, [
		{ deed: 'read', id: 'gather', at: 5 },
		{ deed: 'read', id: 'b', at: 10 },
	]);
});

test('two pages lose nothing to each other, and forget together', async () => {
	const shelf = new Memory();
	const [one, two] = [new ProgressRecord(shelf), new ProgressRecord(shelf)];
	two.addEventListener('kept', () => void one.load());
	await one.add({ deed: 'read', id: 'gather' });
	await two.add({ deed: 'read', id: 'hello' });
	await one.load();
	assert.equal(one.count('read'), 2);
	await two.clear();
	await one.load();
	assert.equal(one.count('read'), 0);
	await one.add({ deed: 'read', id: 'gather' });
	assert.deepEqual([...shelf.kept.keys()], ['read gather']);
});

test('a file carries everything to another browser, and takes nothing away there', async () => {
	const from = new ProgressRecord(new Memory(), counter(1));
	await from.add({ deed: 'read', id: 'gather' });
	await from.add({ deed: 'predicted', id: 'gather/three-tasks', version: 'ab', ok: true });
	const shelf = new Memory();
	const to = new ProgressRecord(shelf, counter(5));
	await to.add({ deed: 'read', id: 'gather' });
	await to.add({ deed: 'read', id: 'hello' });
	assert.equal(await to.merge(file(from)), 1);
	assert.equal(await to.merge(file(from)), 0);
	assert.deepEqual(to.entries, [
		{ deed: 'read', id: 'gather', at: 1 },
		{ deed: 'predicted', id: 'gather/three-tasks', version: 'ab', ok: true, at: 2 },
		{ deed: 'read', id: 'hello', at: 6 },
	]);
	assert.deepEqual(sorted([...shelf.kept.values()] as Entry[]), sorted(to.entries));
});

test('a file of an earlier release is read', async () => {
	const record = new ProgressRecord(new Memory());
	const entries = { 'read gather': 1, 'predicted gather/three-tasks': 2 };
	assert.equal(await record.merge(file(JSON.stringify({ tour: 'progress', version: 1, entries }))), 2);
	assert.ok(record.has('predicted', 'gather/three-tasks'));
});

test('any record comes out of a file as it went in, and two merge to all of both, in either order', async () => {
	const random = generator(1);
	for (let round = 0; round < 200; round++) {
		const [one, two] = [await someRecord(random), await someRecord(random)];
		const copy = new ProgressRecord(new Memory());
		assert.equal(await copy.merge(file(one)), one.entries.length);
		assert.deepEqual(sorted(copy.entries), sorted(one.entries), `round ${round}`);
		const [there, back] = [file(one), file(two)];
		await one.merge(back);
		await two.merge(there);
		assert.deepEqual(sorted(one.entries), sorted(two.entries), `round ${round}`);
		assert.equal(await one.merge(file(two)), 0);
	}
});

test('a file that is none of ours changes nothing, and is told from that of a later release', async () => {
	const shelf = new Memory();
	const record = new ProgressRecord(shelf);
	const list = (...entries: unknown[]): string => JSON.stringify({ tour: 'progress', version: 2, entries });
	const read = { deed: 'read', id: 'gather', at: 1 };
	const whole = list(read);
	for (const [content, why] of [
		['', 'foreign'],
		['null', 'foreign'],
		['[]', 'foreign'],
		['{"entries":[]}', 'foreign'],
		[whole.slice(0, -3), 'foreign'],
		['{"tour":"progress","version":2}', 'foreign'],
		['{"tour":"progress","version":2,"entries":null}', 'foreign'],
		['{"tour":"progress","version":2,"entries":"abc"}', 'foreign'],
		['{"tour":"progress","version":"2","entries":[]}', 'foreign'],
		['{"tour":"progress","version":3,"entries":[]}', 'later'],
		['{"tour":"progress","version":1,"entries":{"read gather hello":1}}', 'foreign'],
		[list(read, null), 'foreign'],
		[list({ ...read, at: -1 }), 'foreign'],
		[list({ ...read, at: 'yesterday' }), 'foreign'],
		[list({ ...read, at: 1e300 }), 'foreign'],
		[list({ ...read, deed: 'toString' }), 'foreign'],
		[list({ ...read, id: '<b>' }), 'foreign'],
		[list({ ...read, id: 'gather hello' }), 'foreign'],
		[list({ ...read, version: '' }), 'foreign'],
		[list({ ...read, ok: 'yes' }), 'foreign'],
		[list({ ...read, due: null }), 'foreign'],
		[list(...Array.from({ length: 100_001 }, () => read)), 'foreign'],
	] as const) {
		await assert.rejects(
			record.merge(file(content)),
			(error) => error instanceof FileError && error.why === why,
			content.slice(0, 100),
		);
	}
	assert.equal(shelf.kept.size, 0);
	assert.equal(record.count('read'), 0);
	assert.equal(await record.merge(file(whole)), 1);
});

test('without a place to keep it, it lasts as long as the page, which is known', async () => {
	const shelf = new Memory();
	shelf.broken = true;
	const record = new ProgressRecord(shelf);
	await record.load();
	assert.ok(record.denied);
	await record.add({ deed: 'read', id: 'gather' });
	assert.ok(record.has('read', 'gather'));
	assert.match(record.save(), /"read"/);
	await record.load();
	assert.ok(record.has('read', 'gather'));
	shelf.broken = false;
	await record.load();
	assert.ok(!record.denied);
	assert.ok(record.has('read', 'gather'));
	assert.deepEqual([...shelf.kept.keys()], ['read gather'], 'what could not be kept is kept once it can be');
});

test('what is forgotten is gone', async () => {
	const shelf = new Memory();
	const record = new ProgressRecord(shelf);
	let changes = 0;
	record.addEventListener('change', () => changes++);
	await record.add({ deed: 'read', id: 'gather' });
	await record.clear();
	assert.equal(shelf.kept.size, 0);
	assert.ok(!record.has('read', 'gather'));
	assert.equal(changes, 2);
});

/** Returns a clock that goes on by one with each look. */
function counter(from = 0): () => number {
	return () => from++;
}

/** Returns numbers from 0 to below n, the same ones each time. */
function generator(seed: number): (n: number) => number {
	let state = seed;
	return (n) => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return Math.floor((state / 2 ** 32) * n);
	};
}

/** Returns a record of deeds of all kinds. */
async function someRecord(random: (n: number) => number): Promise<ProgressRecord> {
	const record = new ProgressRecord(new Memory(), () => random(50));
	const deeds: Deed[] = ['read', 'run', 'predicted', 'answered', 'reviewed', 'tried', 'hinted', 'shown', 'solved'];
	for (let n = random(30); n > 0; n--) {
		const note = { deed: deeds[random(deeds.length)]!, id: `lesson-${random(3)}/x` };
		const [version, ok, due] = [random(3), random(3), random(3)];
		// What was done at one time to one thing is one entry, so that its rest follows from these.
		const rest = {
			...(version > 0 && { version: 'ab' }),
			...(ok > 0 && { ok: true }),
			...(due > 0 && { due: 5 }),
		};
		const key = `${note.deed} ${note.id}`;
		if (!record.has(note.deed, note.id)) {
			rests.set(key, rests.get(key) ?? rest);
		}
		await record.add({ ...note, ...rests.get(key) });
	}
	return record;
}

const rests = new Map<string, object>();
