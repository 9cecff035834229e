import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { afterEach, test } from 'node:test';
import { type File, keptCache } from './description';
import { Loader } from './loader';

const url = 'http://tour.test/course/assets/toolchain/toolchain-1.json';

/** The smallest module. */
const smallest = Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

const content = Uint8Array.from({ length: 1000 }, (_, i) => i * 7);

function fileOf(name: string, bytes: Uint8Array): File {
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	return {
		name,
		file: `${name}-1.${name === 'compile' ? 'wasm' : 'pack'}`,
		size: bytes.length,
		packed: bytes.length / 4,
		sha256,
	};
}

const pack = fileOf('base-types', content);
const tool = fileOf('compile', smallest);

/** What a host answers: a body, or an error. */
type Answer = Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | Error | 404;

/** A loader, from a host that gives a file's answers in turn, and the last one again and again. */
function setup(answers: Record<string, Answer[]>): { loader: Loader; asked: string[]; told: [number, number][] } {
	const asked: string[] = [];
	const told: [number, number][] = [];
	const fetch = (address: string, init: RequestInit = {}): Promise<Response> => {
		const name = address.replace('http://tour.test/course/assets/toolchain/', '');
		asked.push(init.cache ? `${name} ${init.cache}` : name);
		const [answer = 404, ...rest] = answers[name] ?? [];
		answers[name] = rest.length > 0 ? rest : [answer];
		if (answer instanceof Error) {
			return Promise.reject(answer);
		}
		return Promise.resolve(answer === 404 ? new Response('', { status: 404 }) : new Response(answer));
	};
	return { loader: new Loader(fetch, url, '', (bytes, total) => told.push([bytes, total])), asked, told };
}

/** A body that breaks off after some bytes. */
function broken(bytes: Uint8Array): ReadableStream<Uint8Array> {
	let sent = false;
	return new ReadableStream({
		pull(controller) {
			if (sent) {
				controller.error(new TypeError('network error'));
			} else {
				controller.enqueue(bytes);
			}
			sent = true;
		},
	});
}

/** Puts a cache in the place of the browser's, with these answers by address. */
function keep(kept: Record<string, Uint8Array<ArrayBuffer>>): void {
	const open = (name: string): Promise<object> => {
		assert.equal(name, keptCache);
		return Promise.resolve({
			match: (address: string) => Promise.resolve(kept[address] && new Response(kept[address])),
		});
	};
	Object.assign(globalThis, { caches: { open } });
}

afterEach(() => {
	Reflect.deleteProperty(globalThis, 'caches');
});

test('a file is asked for once, and its bytes are told as they arrive', async () => {
	const { loader, asked, told } = setup({ [pack.file]: [content.slice()] });
	loader.expect([pack]);
	assert.deepEqual(await loader.bytes(pack), content);
	assert.deepEqual(asked, [pack.file]);
	assert.deepEqual(told.at(-1), [250, 250]);
});

test('a file that breaks off is asked for again, and the browser may resume it', async () => {
	const { loader, asked, told } = setup({ [pack.file]: [broken(content.subarray(0, 300)), content.slice()] });
	loader.expect([pack]);
	assert.deepEqual(await loader.bytes(pack), content);
	assert.deepEqual(asked, [pack.file, pack.file]);
	assert.deepEqual(told.at(-1), [250, 250]);
});

for (const [what, bytes] of Object.entries({
	corrupt: Uint8Array.from(content, (byte, i) => (i === 500 ? byte ^ 1 : byte)),
	'too long': Uint8Array.from([...content, 0]),
})) {
	test(`a file that comes ${what} is fetched past the browser's cache`, async () => {
		const { loader, asked } = setup({ [pack.file]: [bytes, content.slice()] });
		assert.deepEqual(await loader.bytes(pack), content);
		assert.deepEqual(asked, [pack.file, `${pack.file} reload`]);
	});
}

test('a file that comes truncated is asked for again, in the end past the browser\'s cache', async () => {
	const short = content.slice(0, 999);
	const { loader, asked } = setup({ [pack.file]: [short, short, content.slice()] });
	assert.deepEqual(await loader.bytes(pack), content);
	assert.deepEqual(asked, [pack.file, pack.file, `${pack.file} reload`]);
});

test('a file that never comes whole is given up', async () => {
	const { loader, asked, told } = setup({ [pack.file]: [content.slice(1)] });
	loader.expect([pack]);
	await assert.rejects(loader.bytes(pack), /base-types-1\.pack has 999 bytes of 1000/);
	assert.equal(asked.length, 3);
	assert.deepEqual(told.at(-1), [0, 0]);
});

test('what breaks off takes nothing from what is told of another file', async () => {
	const other = fileOf('base-objects', content);
	const { loader, told } = setup({
		[pack.file]: [broken(content.subarray(0, 300)), content.slice()],
		[other.file]: [content.slice()],
	});
	loader.expect([pack, other]);
	await Promise.all([loader.bytes(pack), loader.bytes(other)]);
	assert.deepEqual(told.at(-1), [500, 500]);
});

test('without a network what was kept is taken', async () => {
	keep({ [`http://tour.test/course/assets/toolchain/${pack.file}`]: content.slice() });
	for (const answer of [new TypeError('Failed to fetch'), 404] as const) {
		assert.deepEqual(await setup({ [pack.file]: [answer] }).loader.bytes(pack), content);
	}
	await assert.rejects(
		setup({ 'other-1.pack': [new TypeError('Failed to fetch')] }).loader.bytes(fileOf('other', content)),
		/Failed to fetch/,
	);
});

test('a browser may refuse to be asked for what was kept', async () => {
	Object.assign(globalThis, { caches: { open: () => Promise.reject(new DOMException('denied', 'SecurityError')) } });
	await assert.rejects(setup({ [pack.file]: [404] }).loader.bytes(pack), /status 404/);
});

test('a module is verified, and then compiled from the browser\'s cache', async () => {
	const { loader, asked, told } = setup({ [tool.file]: [smallest.slice()] });
	loader.expect([tool]);
	assert.ok((await loader.module(tool, false)) instanceof WebAssembly.Module);
	assert.deepEqual(asked, [tool.file, tool.file]);
	assert.deepEqual(told.at(-1), [2, 2]);
});

test('a module that is known is compiled as it comes', async () => {
	const { loader, asked, told } = setup({ [tool.file]: [smallest.slice()] });
	loader.expect([tool]);
	assert.ok((await loader.module(tool, true)) instanceof WebAssembly.Module);
	assert.deepEqual(asked, [tool.file]);
	assert.deepEqual(told.at(-1), [2, 2]);
});

test('a module that is known and comes corrupt is fetched again', async () => {
	const corrupt = Uint8Array.from(smallest, (byte, i) => (i === 4 ? 9 : byte));
	const { loader, asked } = setup({ [tool.file]: [corrupt, corrupt, smallest.slice()] });
	assert.ok((await loader.module(tool, true)) instanceof WebAssembly.Module);
	assert.deepEqual(asked, [tool.file, tool.file, `${tool.file} reload`]);
});

test('the description is asked for again where it does not come whole', async () => {
	const text = new TextEncoder().encode('{"go":"go1.26.8","files":[],"packages":{}}');
	const { loader, asked } = setup({ 'toolchain-1.json': [text.slice(0, 20), text] });
	assert.equal((await loader.description()).go, 'go1.26.8');
	assert.deepEqual(asked, ['toolchain-1.json', 'toolchain-1.json reload']);
	await assert.rejects(setup({}).loader.description(), /toolchain-1\.json: status 404/);
});
