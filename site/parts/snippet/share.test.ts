import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Both, fragment, parseFragment, unpack, unpackBoth } from './share';

/** Returns what a link to a Go program carries. */
async function packed(source: string): Promise<string> {
	return parseFragment(await fragment('hello/hello', { go: source, python: '' }))?.go ?? '';
}

test('a link gives back the source that it was made from', async () => {
	for (const source of ['package main\n', '// 三个任务 ☃ 😀\n'.repeat(1000), 'x'.repeat(64 * 1024)]) {
		const hash = await fragment('gather/three-tasks', { go: source, python: '' });
		assert.match(hash, /^#code=gather\/three-tasks~[\w-]*$/);
		const { snippet, go } = parseFragment(hash) ?? { snippet: '', go: '' };
		assert.equal(snippet, 'gather/three-tasks');
		assert.equal(await unpack(go, 64 * 1024), source);
	}
});

test('a link carries either program, or both', async () => {
	for (const both of [
		{ go: 'package main', python: 'print("您好")' },
		{ go: '', python: 'print(1)' },
		{ go: 'package main', python: '' },
	] satisfies Both[]) {
		const shared = parseFragment(await fragment('gather/three-tasks', both));
		assert.equal(shared?.snippet, 'gather/three-tasks');
		assert.deepEqual(await unpackBoth(shared, 64 * 1024), both);
	}
	await assert.rejects(unpackBoth({ go: '', python: '' }, 64 * 1024));
	await assert.rejects(unpackBoth({ go: await packed('package main'), python: 'AAAA' }, 64 * 1024));
});

test('fragments', () => {
	assert.equal(parseFragment(''), null);
	assert.equal(parseFragment('#a-heading'), null);
	assert.deepEqual(parseFragment('#code=gather%2Fthree-tasks~abc'), { snippet: 'gather/three-tasks', go: 'abc', python: '' });
	assert.deepEqual(parseFragment('#code=%E0%A4%A~abc'), { snippet: '%E0%A4%A', go: 'abc', python: '' });
	for (const hash of ['#code=gather/three-tasks%7EK0-h_M', '#code=gather%2Fthree-tasks%7eK0-h_M', '#code%3Dgather%2Fthree-tasks%7EK0-h_M', '#code%253Dgather%252Fthree-tasks%257EK0-h_M', '#code=gather/three-tasks~K0-%0A%20h_M', '#code=gather/three-tasks~K0-h_M).', '#code=gather/three-tasks~K0-h_M&utm_source=mail', '#code=gather/three-tasks~K0-h_M%22']) {
		assert.deepEqual(parseFragment(hash), { snippet: 'gather/three-tasks', go: 'K0-h_M', python: '' }, hash);
		const both = hash.replace('h_M', 'h_M%7Epy-_');
		assert.deepEqual(parseFragment(both), { snippet: 'gather/three-tasks', go: 'K0-h_M', python: 'py-_' }, both);
	}
	assert.deepEqual(parseFragment('#code=gather/three-tasks'), { snippet: 'gather/three-tasks', go: '', python: '' });
});

test('a damaged link is refused', async () => {
	const data = await packed('package main\n'.repeat(50));
	for (const damaged of ['', '!', 'AAAA', data.slice(0, -4), data.slice(4)]) {
		await assert.rejects(unpack(damaged, 64 * 1024), damaged);
	}
});

test('a link that carries more than can be run is refused', async () => {
	await assert.rejects(unpack(await packed(' '.repeat(10 * 1024 * 1024)), 64 * 1024), /more than 65536 bytes/);
});

test('a link that carries no text is refused', async () => {
	const packed = new Blob([Uint8Array.of(0xff, 0xfe)]).stream().pipeThrough(new CompressionStream('deflate-raw'));
	const data = Buffer.from(await new Response(packed).arrayBuffer()).toString('base64url');
	await assert.rejects(unpack(data, 64 * 1024));
});
