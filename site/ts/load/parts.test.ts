import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { fetchParts, maxFile, partsOf } from './parts';

const url = 'https://tour.test/assets/toolchain/net-objects-12.pack';

test('the size of a part has its owner in the export', () => {
	const source = readFileSync('../server/web/export.go', 'utf8');
	const [, number, shift] = /const maxFile = (\d+) << (\d+)/.exec(source)!;
	assert.equal(maxFile, Number(number) << Number(shift));
});

test('a file is cut where it is too large', () => {
	assert.deepEqual(partsOf(url, 1), [url]);
	assert.deepEqual(partsOf(url, maxFile), [url]);
	assert.deepEqual(partsOf(url, 2 * maxFile + 1), [
		'https://tour.test/assets/toolchain/net-objects-12.1.pack',
		'https://tour.test/assets/toolchain/net-objects-12.2.pack',
		'https://tour.test/assets/toolchain/net-objects-12.3.pack',
	]);
});

/** A host that has files by the ends of their addresses, and notes what it is asked for. */
function host(files: Record<string, Uint8Array<ArrayBuffer>>): {
	fetch: (url: string) => Promise<Response>;
	asked: string[];
} {
	const asked: string[] = [];
	return {
		asked,
		fetch: (url) => {
			const name = url.slice(url.indexOf('-12') + 3);
			asked.push(name);
			const body = files[name];
			return Promise.resolve(body ? new Response(body) : new Response('none', { status: 404 }));
		},
	};
}

const first = new TextEncoder().encode('first ');
const second = new TextEncoder().encode('second');
const gzip = (content: Uint8Array): Uint8Array<ArrayBuffer> => Uint8Array.from(gzipSync(content));

for (const [what, files] of Object.entries({
	plain: { '.1.pack': first, '.2.pack': second },
	twins: { '.1.pack': first, '.2.pack': second, '.1.pack.z': gzip(first), '.2.pack.z': gzip(second) },
	'a twin and a plain one': { '.1.pack': first, '.2.pack': second, '.2.pack.z': gzip(second) },
})) {
	test(`parts are joined: ${what}`, async () => {
		const { fetch } = host(files);
		const response = await fetchParts(fetch, url, maxFile + 1, '.z');
		assert.equal(await response.text(), 'first second');
	});
}

test('a server has the whole file', async () => {
	const { fetch, asked } = host({ '.pack': first });
	assert.equal(await (await fetchParts(fetch, url, maxFile + 1, '')).text(), 'first ');
	assert.deepEqual(asked, ['.pack']);
});

test('a part that is not there is told by its status', async () => {
	const { fetch } = host({ '.1.pack': first });
	assert.equal((await fetchParts(fetch, url, maxFile + 1, '.z')).status, 404);
});

test('who wants no more of it cancels all parts', async () => {
	let cancelled = 0;
	const count = (): void => {
		cancelled++;
	};
	const headers = { 'Content-Encoding': 'gzip' };
	const fetch = (): Promise<Response> =>
		Promise.resolve(new Response(new ReadableStream({ cancel: () => count() }), { headers }));
	const { body } = await fetchParts(fetch, url, 2 * maxFile, '.z');
	await body!.cancel();
	assert.equal(cancelled, 2);
});
