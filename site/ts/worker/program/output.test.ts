import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Output } from './output';
import type { Text } from '../../contract/protocol';

/** An output whose time stands still unless a test moves it, and what it has posted. */
function output(limit = 1 << 20): { out: Output; posts: Text[][]; time: { ms: number }; texts: () => string[] } {
	const posts: Text[][] = [];
	const time = { ms: 0 };
	const out = new Output(limit, (texts) => posts.push(texts), () => time.ms);
	return { out, posts, time, texts: () => posts.flat().map(({ kind, at, text }) => `${kind} ${at} ${text}`) };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('standard output is posted as it is written', () => {
	const { out, posts } = output();
	out.write('stdout', bytes('a, '), 1);
	out.write('stdout', bytes('b\n'), 2);
	assert.deepEqual(posts, [[{ kind: 'stdout', at: 1, text: 'a, ' }], [{ kind: 'stdout', at: 2, text: 'b\n' }]]);
});

test('standard error is posted by whole lines, with the time of their beginning', () => {
	const { out, texts } = output();
	out.write('stderr', bytes('panic: '), 1);
	out.write('stderr', bytes('no'), 2);
	assert.deepEqual(texts(), []);
	out.write('stderr', bytes(' good\ngorou'), 3);
	assert.deepEqual(texts(), ['stderr 1 panic: no good\n']);
	out.write('stderr', bytes('tine\n'), 4);
	assert.deepEqual(texts().slice(1), ['stderr 3 goroutine\n']);
});

test('an unfinished line of standard error does not wait for more once the program waits, writes elsewhere or has ended', () => {
	const { out, texts } = output();
	out.write('stderr', bytes('name? '), 1);
	out.idle();
	out.write('stderr', bytes('one '), 2);
	out.write('stdout', bytes('two '), 3);
	out.write('stderr', bytes('three'), 4);
	out.close(5);
	assert.deepEqual(texts(), ['stderr 1 name? ', 'stderr 2 one ', 'stdout 3 two ', 'stderr 4 three']);
});

test('a character may be split between writes, of which the other stream knows nothing', () => {
	const { out, texts } = output();
	const [a, b, c] = bytes('世');
	out.write('stdout', Uint8Array.of(a!, b!), 1);
	out.idle();
	out.write('stderr', bytes('界\n'), 2);
	out.write('stdout', Uint8Array.of(c!), 3);
	out.write('stdout', Uint8Array.of(0xff, a!), 4);
	out.close(5);
	assert.deepEqual(texts(), ['stderr 2 界\n', 'stdout 3 世', 'stdout 4 \uFFFD', 'stdout 5 \uFFFD']);
});

test('a byte order mark is a character like others', () => {
	const { out, texts } = output();
	out.write('stdout', bytes('\uFEFFa'), 1);
	assert.deepEqual(texts(), ['stdout 1 \uFEFFa']);
});

test('what passes the limit is cut there', () => {
	const { out, texts } = output(5);
	assert.equal(out.write('stdout', bytes('123'), 1), true);
	assert.equal(out.write('stderr', bytes('456'), 2), false);
	assert.equal(out.write('stdout', bytes('7'), 3), false);
	out.close(4);
	assert.deepEqual(texts(), ['stdout 1 123', 'stderr 2 45']);
});

test('a flood is joined into few posts, in which nothing is lost', () => {
	const { out, posts, time } = output();
	for (let i = 0; i < 10_000; i++) {
		time.ms += 0.01;
		out.write(i % 100 === 0 ? 'stderr' : 'stdout', bytes(`${i}\n`), time.ms);
	}
	out.close(time.ms);
	assert.ok(posts.length > 1000 && posts.length < 1050, `${posts.length} posts`);
	const texts = posts.flat();
	assert.ok(texts.length < 2000, `${texts.length} texts`);
	assert.equal(texts.map(({ text }) => text).join(''), Array.from({ length: 10_000 }, (_, i) => `${i}\n`).join(''));
});

test('after a flood nothing is held back while the program waits', () => {
	const { out, posts } = output();
	for (let i = 0; i < 2000; i++) {
		out.write('stdout', bytes('x'), i);
	}
	out.idle();
	assert.equal(posts.flat().length, 2000);
});

interface Case {
	name: string;
	/** In hexadecimal. */
	pieces: string[];
	text: string;
}

test('bytes that are no text become what they become on the server', () => {
	for (const { name, pieces, text } of JSON.parse(readFileSync('../server/engine/testdata/utf8.json', 'utf8')) as Case[]) {
		const { out, posts } = output();
		for (const piece of pieces) {
			out.write('stdout', Buffer.from(piece, 'hex'), 0);
		}
		out.close(0);
		assert.equal(posts.flat().map((post) => post.text).join(''), text, name);
	}
});
