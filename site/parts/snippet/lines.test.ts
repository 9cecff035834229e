import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Chunk, Lines, type Stream } from './lines';

let seq = 0;
function chunk(text: string, kind: Stream = 'stdout'): Chunk {
	return { kind, seq: ++seq, at: seq * 10, text };
}

function added(lines: Lines): string[] {
	return lines.take().added.map((line) => line.text);
}

test('pieces are joined to lines', () => {
	const lines = new Lines();
	lines.add(chunk('A st'));
	lines.add(chunk('arted\nB started\n\nC'));
	lines.add(chunk(' started'));
	assert.deepEqual(added(lines), ['A started', 'B started', '', 'C started']);
	lines.add(chunk('\n'));
	assert.deepEqual(lines.take(), { added: [], grown: [], removed: [] });
});

test('a line grows where it was shown before', () => {
	const lines = new Lines();
	lines.add(chunk('one'));
	const [line] = lines.take().added;
	lines.add(chunk(' two\nthree'));
	const changes = lines.take();
	assert.deepEqual(changes.grown, [line]);
	assert.equal(line?.text, 'one two');
	assert.deepEqual(changes.added.map(({ text }) => text), ['three']);
});

test('a line tells when it began, and as part of what', () => {
	const lines = new Lines();
	const first = chunk('a');
	lines.add(first);
	lines.add(chunk('b\nc\n'));
	const [line, next] = lines.take().added;
	assert.deepEqual([line?.seq, line?.at], [first.seq, first.at]);
	assert.deepEqual([next?.seq, next?.at], [first.seq + 1, first.at + 10]);
});

test('the streams do not cut each other’s lines', () => {
	const lines = new Lines();
	lines.add(chunk('out'));
	lines.add(chunk('error\n', 'stderr'));
	lines.add(chunk('put\n'));
	assert.deepEqual(lines.take().added.map(({ stream, text }) => [stream, text]), [
		['stdout', 'output'],
		['stderr', 'error'],
	]);
});

test('the first lines are kept and the last, and it is told how many are not', () => {
	const lines = new Lines(4);
	lines.add(chunk('1\n2\n'));
	const [one, two] = lines.take().added;
	lines.add(chunk('3\n4\n5\n6\n7\n'));
	const changes = lines.take();
	assert.deepEqual(changes.added.map(({ text }) => text), ['5', '6', '7']);
	assert.deepEqual(changes.removed, [two]);
	assert.deepEqual(changes.grown, [one]);
	assert.deepEqual([one!.gap, lines.dropped], [3, 0]);
});

test('with little room the first lines are not kept', () => {
	const lines = new Lines(3);
	lines.add(chunk('1\n2\n3\n4\n5\n'));
	assert.deepEqual(added(lines), ['3', '4', '5']);
	assert.equal(lines.dropped, 2);
});

test('of what Go says of an end the beginning is kept, whatever follows', () => {
	const lines = new Lines(40);
	const flood = (n: number, kind: Stream = 'stdout'): void => lines.add(chunk(Array.from({ length: n }, (_, i) => `${kind} ${i}\n`).join(''), kind));
	flood(100);
	lines.add(chunk('fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [chan receive]:\nmain.main()\n', 'stderr'));
	flood(1000, 'stderr');
	const { added: kept } = lines.take();
	assert.equal(kept.length, 40);
	const at = kept.findIndex(({ text }) => text.startsWith('fatal error'));
	assert.deepEqual(kept.slice(at, at + 4).map(({ text }) => text), ['fatal error: all goroutines are asleep - deadlock!', '', 'goroutine 1 [chan receive]:', 'main.main()']);
	assert.equal(kept[9]!.gap, 90);
	assert.equal(kept.reduce((sum, { gap }) => sum + gap, 0), 100 + 4 + 1000 - 40);
});

test('however many reports a program prints, no more lines are kept than there is room for', () => {
	const lines = new Lines(40);
	for (let i = 0; i < 50; i++) {
		lines.add(chunk(`panic: ${i}\n${'more\n'.repeat(20)}`, 'stderr'));
	}
	const { added: kept } = lines.take();
	assert.equal(kept.length, 40);
	assert.ok(kept.some(({ text }) => text === 'panic: 49'));
	assert.equal(kept.reduce((sum, { gap }) => sum + gap, lines.dropped), 50 * 21 - 40);
});

test('a form feed clears what was there', () => {
	const lines = new Lines();
	lines.add(chunk('one\ntwo'));
	const seen = lines.take().added;
	lines.add(chunk('\fthree\n\ffour\n'));
	const { added: shown, removed } = lines.take();
	assert.deepEqual(shown.map(({ text }) => text), ['four']);
	assert.deepEqual(removed, seen);
});

test('what moves in a line may come in any pieces', () => {
	const lines = new Lines();
	lines.add(chunk('loading 0%'));
	const [line] = lines.take().added;
	lines.add(chunk('\rloading 50%'));
	lines.add(chunk('\rloaded      \r'));
	lines.add(chunk('\nnext\n'));
	assert.equal(line!.text, 'loaded      ');
	assert.deepEqual(added(lines), ['next']);
});

test('of a very long line the beginning is kept', () => {
	const lines = new Lines(10, 5);
	lines.add(chunk('abc'));
	lines.add(chunk('defgh'));
	lines.add(chunk('ij\nnext\n'));
	const [line, next] = lines.take().added;
	assert.deepEqual([line?.text, line?.cut], ['abcde', 5]);
	assert.deepEqual([next?.text, next?.cut], ['next', 0]);
});

test('lines that are not taken yet come later, if they are still kept then', () => {
	const lines = new Lines(8, 100);
	lines.add(chunk('a\nb\nc\n'));
	assert.deepEqual(lines.take(2).added.map(({ text }) => text), ['a', 'b']);
	assert.equal(lines.waiting, true);
	lines.add(chunk('d\ne\nf\ng\nh\ni\nj\n'));
	const { added: next, grown, removed } = lines.take(3);
	assert.deepEqual(
		[next, grown, removed].map((list) => list.map(({ text }) => text)),
		[['e', 'f', 'g'], ['b'], []],
		'the first two are kept for good; c and d were left out unseen',
	);
	assert.equal(grown[0]!.gap, 2);
	assert.deepEqual(added(lines), ['h', 'i', 'j']);
	assert.equal(lines.waiting, false);
});
