import { limits } from '../../testing/limits';
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { Fetch } from '../../load/fetching';
import type { FromBuilder, Supply } from '../../contract/protocol';
import { Builder } from './builder';
import { packedAddresses, packedFetch } from '../../testing/packed';

mock.method(console, 'error', () => {});

const hello = { 'main.go': 'package main\n\nfunc main() { println("hello") }\n' };
const wrong = { 'main.go': 'package main\n\nfunc main() { x }\n' };
const http = { 'main.go': 'package main\n\nimport "net/http"\n\nfunc main() { http.Get("") }\n' };

/** A builder, what it has said save for its progress, and the means to wait for what it says. */
class Asked {
	readonly said: string[] = [];
	readonly #messages: FromBuilder[] = [];
	#heard = (): void => {};
	readonly builder: Builder;

	constructor(fetch: Fetch = packedFetch) {
		this.builder = new Builder(fetch, '', (message) => {
			this.#messages.push(message);
			if (message.kind !== 'loaded') {
				this.said.push('id' in message ? `${message.kind} ${message.id}` : message.kind);
			}
			this.#heard();
		}, true);
		this.builder.receive({ kind: 'open', ...packedAddresses(), known: true, limits });
	}

	/** Asks for a program, and returns what comes of it. */
	make(id: string, files: Record<string, string>): Promise<Supply> {
		const { port1, port2 } = new MessageChannel();
		this.builder.receive({ kind: 'make', id, files, lang: 'en', port: port1 });
		return new Promise((resolve) => {
			port2.onmessage = ({ data }: MessageEvent<Supply>) => {
				port2.close();
				resolve(data);
			};
		});
	}

	/** Waits for a message. */
	async heard<Kind extends FromBuilder['kind']>(
		kind: Kind,
		id?: string,
	): Promise<Extract<FromBuilder, { kind: Kind }>> {
		for (;;) {
			const found = this.#messages.find(
				(message) => message.kind === kind && (id === undefined || ('id' in message && message.id === id)),
			);
			if (found) {
				return found as Extract<FromBuilder, { kind: Kind }>;
			}
			await new Promise<void>((resolve) => (this.#heard = resolve));
		}
	}
}

test('what is to run goes before what is only looked at, and what is dropped is left out', async () => {
	const asked = new Asked();
	asked.builder.receive({ kind: 'review', id: 'r1', files: wrong, lang: 'en' });
	asked.builder.receive({ kind: 'review', id: 'r2', files: hello, lang: 'en' });
	const making = asked.make('m1', hello);
	asked.builder.receive({ kind: 'drop', id: 'r2' });
	assert.ok('module' in (await making));
	const { items } = await asked.heard('reviewed', 'r1');
	assert.deepEqual(items, [{ file: 'main.go', line: 3, column: 15, severity: 'error', message: 'undefined: x' }]);
	asked.builder.receive({ kind: 'review', id: 'r3', files: wrong, lang: 'en' });
	await asked.heard('reviewed', 'r3');
	assert.deepEqual(asked.said, [
		'opened',
		'began m1',
		'made m1',
		'began r1',
		'reviewed r1',
		'began r3',
		'reviewed r3',
	]);
});

test('a program that is refused is told of through the port', async () => {
	const asked = new Asked();
	const supply = await asked.make('m1', wrong);
	assert.deepEqual(supply, {
		items: [{ file: 'main.go', line: 3, column: 15, severity: 'error', message: 'undefined: x' }],
		ended: { kind: 'end', at: 0, code: 0, reason: 'build', key: 'build' },
	});
	assert.ok('module' in (await asked.make('m2', hello)));
});

test('a pack that does not come is a failure of that program alone', async () => {
	let there = false;
	const asked = new Asked((url) =>
		url.includes('/net-') && !there ? Promise.reject(new TypeError('Failed to fetch')) : packedFetch(url),
	);
	assert.deepEqual(await asked.make('m1', http), {
		items: [],
		ended: { kind: 'end', at: 0, code: 0, reason: 'internal', key: 'compiler' },
	});
	assert.ok('module' in (await asked.make('m2', hello)));
	there = true;
	assert.ok('module' in (await asked.make('m3', http)));
});

test('a program that compiles has remarks, which a build does not wait for', async () => {
	let letThrough = (): void => {};
	const held = new Promise<void>((resolve) => (letThrough = resolve));
	const { complete } = packedAddresses();
	const asked = new Asked(async (url) => {
		if (url === complete) {
			await held;
		}
		return packedFetch(url);
	});
	const files = {
		'main.go': 'package main\n\nimport "fmt"\n\nfunc main() {\n\tfor {\n\t\tdefer fmt.Printf("%d", "x")\n\t}\n}\n',
	};
	asked.builder.receive({ kind: 'vet', id: 'v1', files });
	assert.ok('module' in (await asked.make('m1', files)));
	letThrough();
	assert.deepEqual((await asked.heard('vetted', 'v1')).items, [
		{ file: 'main.go', line: 7, column: 3, severity: 'warning', message: '', key: 'vet.defer' },
		{
			file: 'main.go',
			line: 7,
			column: 21,
			severity: 'warning',
			message: 'fmt.Printf format %d has arg "x" of wrong type string',
		},
	]);
	asked.builder.receive({ kind: 'vet', id: 'v2', files: wrong });
	assert.deepEqual((await asked.heard('vetted', 'v2')).items, []);
	assert.deepEqual(asked.said, ['opened', 'began m1', 'made m1', 'began v1', 'vetted v1', 'began v2', 'vetted v2']);
});

test('a completer that does not come is no harm', async () => {
	const { complete } = packedAddresses();
	const asked = new Asked((url) =>
		url === complete ? Promise.resolve(new Response('', { status: 404 })) : packedFetch(url),
	);
	asked.builder.receive({ kind: 'complete', id: 'c1', source: hello['main.go'], offset: 5, others: [] });
	assert.deepEqual((await asked.heard('completed', 'c1')).items, []);
	asked.builder.receive({ kind: 'vet', id: 'v1', files: hello });
	assert.deepEqual((await asked.heard('vetted', 'v1')).items, []);
	assert.ok('module' in (await asked.make('m1', hello)));
});

test('where the toolchain cannot be loaded the page is told', async () => {
	const asked = new Asked(() => Promise.reject(new TypeError('Failed to fetch')));
	asked.builder.receive({ kind: 'review', id: 'r1', files: hello, lang: 'en' });
	const { error, key } = await asked.heard('shut');
	assert.match(error, /Failed to fetch/);
	assert.equal(key, 'compiler');
	assert.deepEqual(asked.said, ['shut']);
});

test('where something else comes in place of the toolchain the page is told that', async () => {
	const asked = new Asked((url) =>
		/-(?:types|objects)-/.test(url) ? Promise.resolve(new Response('<!doctype html>')) : packedFetch(url),
	);
	assert.equal((await asked.heard('shut')).key, 'changed');
});
