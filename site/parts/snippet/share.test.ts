import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fragment, parseFragment, unpack } from './share';

test('a link gives back the source that it was made from', async () => {
	for (const source of ['', 'package main\n', '// 三个任务 ☃ 😀\n'.repeat(1000), 'x'.repeat(64 * 1024)]) {
		const hash = await fragment('gather/three-tasks', source);
		assert.match(hash, /^#code=gather\/three-tasks~[\w-]*$/);
		const { snippet, data } = parseFragment(hash) ?? { snippet: '', data: '' };
		assert.equal(snippet, 'gather/three-tasks');
		assert.equal(await unpack(data, 64 * 1024), source);
	}
});

test('fragments', () => {
	assert.equal(parseFragment(''), null);
	assert.equal(parseFragment('#a-heading'), null);
	assert.deepEqual(parseFragment('#code=gather%2Fthree-tasks~abc'), { snippet: 'gather/three-tasks', data: 'abc' });
	assert.deepEqual(parseFragment('#code=%E0%A4%A~abc'), { snippet: '%E0%A4%A', data: 'abc' });
	assert.deepEqual(parseFragment('#code=gather/three-tasks'), { snippet: 'gather/three-tasks', data: '' });
});

test('a damaged link is refused', async () => {
	const data = parseFragment(await fragment('hello/hello', 'package main\n'.repeat(50)))?.data ?? '';
	for (const damaged of ['', '!', 'AAAA', data.slice(0, -4), data.slice(4)]) {
		await assert.rejects(unpack(damaged, 64 * 1024), damaged);
	}
});

test('a link that carries more than can be run is refused', async () => {
	const { data } = parseFragment(await fragment('hello/hello', ' '.repeat(10 * 1024 * 1024))) ?? { data: '' };
	await assert.rejects(unpack(data, 64 * 1024), /more than 65536 bytes/);
});

test('a link that carries no text is refused', async () => {
	const packed = new Blob([Uint8Array.of(0xff, 0xfe)]).stream().pipeThrough(new CompressionStream('deflate-raw'));
	const data = Buffer.from(await new Response(packed).arrayBuffer()).toString('base64url');
	await assert.rejects(unpack(data, 64 * 1024));
});
