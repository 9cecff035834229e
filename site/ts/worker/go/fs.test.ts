import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer, Callback } from './calls';
import { type Files, files } from './fs';

interface Setup extends Files {
	/** Makes a call, and returns its result. It throws the code of a failure. */
	call: (name: string, ...args: unknown[]) => unknown;
	read: (path: string) => string;
	write: (path: string, text: string, how?: number) => void;
	/** How often the time zones were asked for. */
	asked: () => number;
}

const { O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_TRUNC, O_APPEND } = files(streams()).fs['constants'] as Record<string, number>;

/** Streams that nothing is written to, with these time zones. */
function streams(zip?: Uint8Array, asked = (): void => {}): Parameters<typeof files>[0] {
	return {
		write: () => {},
		read: () => {},
		answer: (callback, error, result) => callback(error, result),
		zones: (done) => {
			asked();
			done(zip);
		},
		now: () => 1000,
	};
}

function setup(zip?: Uint8Array): Setup {
	let asked = 0;
	const made = files(streams(zip, () => asked++));
	const call = (name: string, ...args: unknown[]): unknown => {
		let answer: Answer = [new Error('there is no answer')];
		const later: Callback = (error, result) => (answer = [error, result]);
		answer = (made.fs[name] as (...args: unknown[]) => Answer | undefined)(...args, later) ?? answer;
		const [error, result] = answer;
		if (error) {
			throw new Error((error as { code?: string }).code, { cause: error });
		}
		return result;
	};
	return {
		...made,
		call,
		read: (path) => {
			const fd = call('open', path, 0, 0);
			const buffer = new Uint8Array(1000);
			const n = call('read', fd, buffer, 0, buffer.length, null) as number;
			call('close', fd);
			return new TextDecoder().decode(buffer.subarray(0, n));
		},
		write: (path, text, how = O_WRONLY! | O_CREAT! | O_TRUNC!) => {
			const bytes = new TextEncoder().encode(text);
			const fd = call('open', path, how, 0o666);
			try {
				call('write', fd, bytes, 0, bytes.length, null);
			} finally {
				call('close', fd);
			}
		},
		asked: () => asked,
	};
}

test('a program starts at home, in a tree that can be listed and written to', () => {
	const { call, cwd, chdir, read, write } = setup();
	assert.equal(cwd(), '/home/gopher');
	assert.deepEqual(call('readdir', '/'), ['dev', 'etc', 'home', 'tmp', 'usr']);
	assert.match(read('/etc/hosts'), /^127\.0\.0\.1 localhost$/m);
	for (const path of ['/top', '/tmp/a', 'here', '/home/there']) {
		write(path, path);
		assert.equal(read(path), path);
	}
	assert.equal(read('/home/gopher/here'), 'here');
	chdir('/tmp/..');
	assert.equal(cwd(), '/');
	assert.equal(read('tmp/a'), '/tmp/a');
	assert.throws(() => chdir('none'), { code: 'ENOENT' });
	assert.throws(() => chdir('/top'), { code: 'ENOTDIR' });
});

test('what cannot be done fails with the code that Linux has for it', () => {
	const { call, write } = setup();
	write('file', 'text');
	call('mkdir', 'folder', 0o777);
	write('folder/inside', '');
	const open = (path: string, how: number): void => void call('open', path, how, 0o666);
	const cases: [string, () => unknown][] = [
		['ENOENT', () => open('none', O_WRONLY!)],
		['ENOENT', () => open('none/more', O_CREAT! | O_WRONLY!)],
		['ENOTDIR', () => open('file/more', 0)],
		['ENOTDIR', () => call('stat', 'file/')],
		['EEXIST', () => open('file', O_CREAT! | O_EXCL! | O_WRONLY!)],
		['EISDIR', () => open('folder', O_RDWR!)],
		['EEXIST', () => call('mkdir', 'folder/', 0o777)],
		['ENOTEMPTY', () => call('rmdir', 'folder')],
		['ENOTDIR', () => call('rmdir', 'file')],
		['EISDIR', () => call('unlink', 'folder')],
		['EBUSY', () => call('rmdir', '/')],
		['EINVAL', () => call('rename', 'folder', 'folder/../folder/deeper')],
		['EISDIR', () => call('rename', 'file', 'folder')],
		['ENOTDIR', () => call('rename', 'folder', 'file')],
		['ENAMETOOLONG', () => write('n'.repeat(256), '')],
		['EBADF', () => call('close', 17)],
		['ESPIPE', () => call('seek', 1, 0, 0)],
	];
	for (const [code, fail] of cases) {
		assert.throws(fail, new Error(code), `${code}: ${String(fail)}`);
	}
});

test('a file that nobody may read or write cannot be', () => {
	const { call, read, write } = setup();
	write('file', 'text');
	call('chmod', 'file', 0o200);
	assert.throws(() => read('file'), new Error('EACCES'));
	call('chmod', 'file', 0o400);
	assert.throws(() => write('file', 'other'), new Error('EACCES'));
	assert.equal(read('file'), 'text');
	assert.equal((call('stat', 'file') as { mode: number }).mode, 0o100400);
	call('mkdir', 'folder', 0o555);
	assert.throws(() => write('folder/file', ''), new Error('EACCES'));
});

test('a file that is appended to grows at its end, wherever its reader is', () => {
	const { call, read, write } = setup();
	write('file', 'one');
	const fd = call('open', 'file', O_RDWR! | O_APPEND!, 0);
	assert.equal(call('seek', fd, 1, 0), 1);
	call('write', fd, new TextEncoder().encode('two'), 0, 3, null);
	assert.equal(call('seek', fd, 0, 1), 6);
	call('ftruncate', fd, 4);
	assert.equal(read('file'), 'onet');
	call('ftruncate', fd, 6);
	assert.equal(read('file'), 'onet\0\0');
});

test('symbolic links lead on, and not in circles; hard links are names of one file', () => {
	const { call, read, write } = setup();
	call('mkdir', '/tmp/folder', 0o777);
	call('symlink', '/tmp/folder', 'there');
	write('there/file', 'text');
	assert.equal(read('/tmp/folder/file'), 'text');
	assert.equal(call('readlink', 'there'), '/tmp/folder');
	assert.throws(() => call('readlink', '/tmp'), new Error('EINVAL'));
	call('symlink', 'a', 'b');
	call('symlink', 'b', 'a');
	assert.throws(() => read('a'), new Error('ELOOP'));
	call('symlink', 'made-later', 'early');
	write('early', 'through');
	assert.equal(read('made-later'), 'through');

	call('link', 'there/file', 'other');
	assert.equal((call('stat', 'other') as { nlink: number }).nlink, 2);
	call('unlink', 'there/file');
	assert.equal(read('other'), 'text');
});

test('files have an end of their room, and what is removed makes room again', () => {
	const { call } = setup();
	const bytes = new Uint8Array(1 << 20);
	const fill = (): number => {
		for (let n = 0; ; n++) {
			const fd = call('open', `file-${n}`, O_CREAT! | O_RDWR!, 0o666);
			try {
				call('write', fd, bytes, 0, bytes.length, null);
			} catch (error) {
				assert.equal((error as Error).message, 'ENOSPC');
				call('unlink', `file-${n}`);
				return n;
			} finally {
				call('close', fd);
			}
		}
	};
	assert.equal(fill(), 15);
	for (let n = 0; n < 15; n++) {
		call('unlink', `file-${n}`);
	}
	assert.equal(fill(), 15);
	assert.throws(() => call('truncate', 'file-0', 2 ** 40), new Error('ENOSPC'));
});

test('an open file that is removed is there until it is closed', () => {
	const { call, write } = setup();
	write('file', 'text');
	const fd = call('open', 'file', 0, 0);
	call('unlink', 'file');
	const buffer = new Uint8Array(10);
	assert.equal(call('read', fd, buffer, 0, 10, null), 4);
	call('close', fd);
	assert.throws(() => call('fstat', fd), new Error('EBADF'));
});

test('the time zones are asked for once, when their file is opened', () => {
	const { asked, read } = setup(new TextEncoder().encode('zip'));
	assert.equal(asked(), 0);
	assert.equal(read('/usr/share/zoneinfo.zip'), 'zip');
	assert.equal(read('/usr/share/zoneinfo.zip'), 'zip');
	assert.equal(asked(), 1);
	assert.throws(() => setup().read('/usr/share/zoneinfo.zip'), new Error('ENETUNREACH'));
});
