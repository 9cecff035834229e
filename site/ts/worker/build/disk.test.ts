import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Disk } from './disk';

type Call = (...args: unknown[]) => void;

/** A disk, its calls as promises, and what has been written to the streams. */
function setup(): {
	disk: Disk;
	call: (name: string, ...args: unknown[]) => Promise<unknown>;
	streams: string[];
	constants: Record<string, number>;
} {
	const disk = new Disk('/src');
	const streams: string[] = [];
	const fs = disk.fileSystem((bytes) => streams.push(text(bytes)!)) as Record<string, Call>;
	return {
		disk,
		streams,
		constants: fs['constants'] as unknown as Record<string, number>,
		call: (name, ...args) =>
			new Promise((resolve, reject) => {
				let returned = false;
				fs[name]!(...args, (error: Error | null, result?: unknown) => {
					assert.ok(returned, `${name} answers before it has returned`);
					if (error) {
						reject(error);
					} else {
						resolve(result);
					}
				});
				returned = true;
			}),
	};
}

const bytes = (of: string): Uint8Array => new TextEncoder().encode(of);
const text = (of: Uint8Array | undefined): string | undefined => of && new TextDecoder().decode(of);

test('a file is read from where the last read ended, or from a place that is named', async () => {
	const { disk, call } = setup();
	disk.put('main.go', bytes('package main'));
	const fd = await call('open', '/src/main.go', 0, 0);
	const buffer = new Uint8Array(8);
	assert.equal(await call('read', fd, buffer, 0, 7, null), 7);
	assert.equal(await call('read', fd, buffer, 1, 7, null), 5);
	assert.equal(text(buffer), 'p maine\0');
	assert.equal(await call('read', fd, buffer, 0, 8, null), 0, 'at the end');
	assert.equal(await call('read', fd, buffer, 0, 3, 8), 3);
	assert.equal(text(buffer.subarray(0, 3)), 'mai');
	await call('close', fd);
	await assert.rejects(call('read', fd, buffer, 0, 1, null), { code: 'EBADF' });
	await assert.rejects(call('close', fd), { code: 'EBADF' });
});

test('a written file grows, and may have holes', async () => {
	const { disk, call, constants: c } = setup();
	const fd = await call('open', 'main.a', c['O_CREAT']! | c['O_RDWR']!, 0o666);
	const large = new Uint8Array(100_000).fill(1);
	assert.equal(await call('write', fd, large, 0, large.length, null), large.length);
	await call('write', fd, bytes('-end-'), 1, 3, null);
	await call('write', fd, bytes('start'), 0, 5, 0);
	assert.equal(text(disk.get('/src/main.a')!.subarray(0, 6)), 'start\x01');
	assert.equal(text(disk.get('/src/main.a')!.subarray(99_999)), '\x01end');
	await call('ftruncate', fd, 2);
	await call('ftruncate', fd, 4);
	await call('write', fd, bytes('x'), 0, 1, 6);
	assert.equal(text(disk.get('main.a')), 'st\0\0\0\0x');
});

test('open makes a file, empties it, or refuses, as it is told', async () => {
	const { disk, call, constants: c } = setup();
	await assert.rejects(call('open', 'a', c['O_WRONLY'], 0), { code: 'ENOENT' });
	await call('open', 'a', c['O_WRONLY']! | c['O_CREAT']! | c['O_EXCL']!, 0);
	assert.equal(text(disk.get('a')), '');
	await assert.rejects(call('open', 'a', c['O_WRONLY']! | c['O_CREAT']! | c['O_EXCL']!, 0), { code: 'EEXIST' });
	disk.put('a', bytes('old'));
	await call('open', 'a', c['O_WRONLY']! | c['O_CREAT']!, 0);
	assert.equal(text(disk.get('a')), 'old');
	await call('open', 'a', c['O_WRONLY']! | c['O_CREAT']! | c['O_TRUNC']!, 0);
	assert.equal(text(disk.get('a')), '');
});

test('files and the folders above them are told apart; others are not there', async () => {
	const { disk, call } = setup();
	disk.put('/packages/net/http.a', bytes('archive'));
	const kind = async (path: string): Promise<string> => {
		const stat = (await call('stat', path)) as { isDirectory: () => boolean; size: number };
		return stat.isDirectory() ? 'folder' : `file of ${stat.size}`;
	};
	assert.equal(await kind('/packages/net/http.a'), 'file of 7');
	assert.equal(await kind('/packages/net'), 'folder');
	assert.equal(await kind('/packages/net/'), 'folder');
	assert.equal(await kind('/'), 'folder');
	for (const path of ['/packages/ne', 'http.a', '/packages/net/http']) {
		await assert.rejects(call('lstat', path), { code: 'ENOENT' }, path);
	}
});

test('a file that is removed is gone', async () => {
	const { disk, call } = setup();
	disk.put('a', bytes('1'));
	disk.put('b', bytes('2'));
	await call('unlink', '/src/a');
	disk.remove('b');
	assert.deepEqual([disk.get('a'), disk.get('b')], [undefined, undefined]);
	await assert.rejects(call('unlink', 'a'), { code: 'ENOENT' });
});

test('what is written to the streams is told, and their input is empty', async () => {
	const { call, streams } = setup();
	const buffer = bytes('out and err');
	await call('write', 1, buffer, 0, 3, null);
	await call('write', 2, buffer, 8, 3, null);
	buffer.fill(0);
	assert.deepEqual(streams, ['out', 'err']);
	assert.equal(await call('read', 0, new Uint8Array(4), 0, 4, null), 0);
});

test('a file whose opening is held is opened each time that it is let, and once alone', async () => {
	const { disk, call } = setup();
	disk.put('/arguments', bytes('one'));
	const held = disk.hold('/arguments');
	const opened: unknown[] = [];
	void call('open', '/arguments', 0, 0).then((fd) => opened.push(fd));
	const open = await held;
	assert.deepEqual(opened, []);
	open();
	await Promise.resolve();
	assert.equal(await call('open', '/arguments', 0, 0), 4, 'it is not held again');
	assert.deepEqual(opened, [3]);
});

test('a disk is set back to the files that it had, of which those that were open are empty', async () => {
	const { disk, call, constants: c } = setup();
	disk.put('/packages/fmt.a', bytes('archive'));
	const fd = await call('open', 'main.wasm', c['O_CREAT']! | c['O_RDWR']!, 0o666);
	const setBack = disk.kept();
	for (const word of ['first', 'second and longer']) {
		disk.put('main.a', bytes(word));
		await call('write', fd, bytes(word), 0, word.length, null);
		await call('unlink', '/packages/fmt.a');
		assert.equal(await call('open', 'other', c['O_CREAT']!, 0o666), 4);
		const written = disk.get('main.wasm')!;
		assert.equal(text(written), word);
		setBack();
		assert.equal(text(written), word, 'what was read of it stays');
		assert.deepEqual(['main.wasm', 'main.a', 'other', '/packages/fmt.a'].map((name) => text(disk.get(name))), [
			'',
			undefined,
			undefined,
			'archive',
		]);
	}
	await assert.rejects(call('close', 4), { code: 'EBADF' });
	await call('close', fd);
});
