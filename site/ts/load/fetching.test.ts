import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type Fetch, fetchFile, fetchModule, keptHeader } from './fetching';

const content = 'module '.repeat(20_000);

/** A host that has the files with their headers, and notes what it is asked for. */
function host(
	files: Record<
		string,
		{ body?: string | Uint8Array<ArrayBuffer>; headers?: Record<string, string>; status?: number }
	>,
): {
	fetch: Fetch;
	asked: string[];
} {
	const asked: string[] = [];
	return {
		asked,
		fetch: (url) => {
			asked.push(url);
			const { body = '', headers = {}, status = 200 } = files[url] ?? {};
			return Promise.resolve(new Response(body, { status: files[url] ? status : 404, headers }));
		},
	};
}

const plain = {
	body: content,
	headers: { 'Content-Length': String(content.length), 'Content-Type': 'application/wasm' },
};
const twin = { body: new Uint8Array(gzipSync(content)) };

test('the twin is taken in place of a large file that comes as it is', async () => {
	const { fetch, asked } = host({ '/a.wasm': plain, '/a.wasm.z': twin });
	const response = await fetchFile(fetch, '/a.wasm', '.z');
	assert.equal(response.headers.get('Content-Type'), 'application/wasm');
	assert.equal(await response.text(), content);
	assert.deepEqual(asked, ['/a.wasm', '/a.wasm.z']);
});

for (const [what, headers] of Object.entries({
	'a file that comes compressed': { 'Content-Encoding': 'gzip', 'Content-Length': '100000' },
	'a small file': { 'Content-Length': '1000' },
	'a file that the service worker has kept': { [keptHeader]: '1' },
})) {
	test(`${what} is taken as it comes`, async () => {
		const { fetch, asked } = host({ '/a.pack': { body: content, headers }, '/a.pack.z': twin });
		assert.equal(await (await fetchFile(fetch, '/a.pack', '.z')).text(), content);
		assert.deepEqual(asked, ['/a.pack']);
	});
}

test('where there are no twins none is asked for', async () => {
	const { fetch, asked } = host({ '/a.wasm': plain });
	assert.equal(await (await fetchFile(fetch, '/a.wasm', '')).text(), content);
	assert.deepEqual(asked, ['/a.wasm']);
});

test('a twin that is missing is done without', async () => {
	const { fetch } = host({ '/a.wasm': plain });
	assert.equal(await (await fetchFile(fetch, '/a.wasm', '.z')).text(), content);
});

for (const [what, response] of Object.entries({
	'a page': { body: '<!doctype html>not found', headers: { 'Content-Type': 'text/html; charset=utf-8' } },
	'a page that comes compressed': {
		body: '<!doctype html>not found',
		headers: { 'Content-Type': 'text/html', 'Content-Encoding': 'gzip' },
	},
	'something that gzip has not made': { body: 'not found' },
	'nothing': { body: '' },
})) {
	test(`where the host has ${what} in place of a twin the file itself is taken`, async () => {
		const { fetch } = host({ '/a.wasm': plain, '/a.wasm.z': response });
		assert.equal(await (await fetchFile(fetch, '/a.wasm', '.z')).text(), content);
	});
}

test('a twin that the host says is compressed has been unpacked by the browser', async () => {
	const unpacked = { body: content, headers: { 'Content-Encoding': 'gzip', 'Content-Type': 'application/gzip' } };
	const { fetch } = host({ '/a.wasm': plain, '/a.wasm.z': unpacked });
	assert.equal(await (await fetchFile(fetch, '/a.wasm', '.z')).text(), content);
});

test('a twin that breaks off is an error', async () => {
	const { fetch } = host({ '/a.wasm': plain, '/a.wasm.z': { body: twin.body.subarray(0, 100) } });
	await assert.rejects((await fetchFile(fetch, '/a.wasm', '.z')).text());
});

test('a module comes as one from a host that does not know them', async () => {
	const { fetch } = host({
		'/a.wasm': { body: 'small', headers: { 'Content-Length': '5', 'Content-Type': 'application/octet-stream' } },
	});
	const response = await fetchFile(fetch, '/a.wasm', '.z');
	assert.deepEqual([response.headers.get('Content-Type'), await response.text()], ['application/wasm', 'small']);
});

test('what is not there is answered so', async () => {
	const { fetch } = host({});
	assert.equal((await fetchFile(fetch, '/a.wasm', '.z')).status, 404);
});

test('a script has no twin, and none is asked for', async () => {
	const { fetch, asked } = host({ '/a.js': { body: content, headers: { 'Content-Length': '140000' } } });
	await fetchFile(fetch, '/a.js', '.z');
	assert.deepEqual(asked, ['/a.js']);
});

const piece = { body: content.slice(0, 1000), status: 206, headers: { 'Content-Range': 'bytes 0-999/140000' } };

test('a piece of a file is none, and one that is all of it is', async () => {
	await assert.rejects(fetchFile(host({ '/a.wasm': piece }).fetch, '/a.wasm', ''), { name: 'ChangedError' });
	const all = { ...plain, status: 206, headers: { ...plain.headers, 'Content-Range': 'bytes 0-139999/140000' } };
	assert.equal(await (await fetchFile(host({ '/a.wasm': all }).fetch, '/a.wasm', '')).text(), content);
	const { fetch } = host({ '/a.wasm': plain, '/a.wasm.z': { ...piece, body: twin.body.subarray(0, 1000) } });
	assert.equal(await (await fetchFile(fetch, '/a.wasm', '.z')).text(), content);
});

test('a page in place of a file counts as no file, and one in its own place is a page', async () => {
	const page = { body: '<!doctype html>', headers: { 'Content-Type': 'text/html; charset=utf-8' } };
	const { fetch, asked } = host({ '/a.wasm': page, '/a.js': page, '/en/': page });
	const statuses = [];
	for (const url of ['/a.wasm', '/a.js', '/en/']) {
		statuses.push((await fetchFile(fetch, url, '')).status);
	}
	assert.deepEqual(statuses, [404, 404, 200]);
	assert.deepEqual(asked, ['/a.wasm', '/a.js', '/en/']);
});

test('a module that is not there is another than was published, and one that the host cannot send is not', async () => {
	const page = { body: '<!doctype html>', headers: { 'Content-Type': 'text/html; charset=utf-8' } };
	const { fetch } = host({ '/page.wasm': page, '/broken.wasm': { status: 502 } });
	await assert.rejects(fetchModule(fetch, '/page.wasm', ''), { name: 'ChangedError' });
	await assert.rejects(fetchModule(fetch, '/none.wasm', ''), { name: 'ChangedError' });
	await assert.rejects(fetchModule(fetch, '/broken.wasm', ''), { name: 'Error', message: '/broken.wasm: status 502' });
});
