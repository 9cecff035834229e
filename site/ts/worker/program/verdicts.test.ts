import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Verdicts, type Word } from './verdicts';

/** Has pieces of an output taken, in which § stands for the secret, and returns what is shown and what is found. */
function take(...pieces: string[]): { shown: string; words: Word[]; rest: string } {
	const verdicts = new Verdicts();
	const words: Word[] = [];
	let shown = '';
	for (const piece of pieces) {
		verdicts.take(
			new TextEncoder().encode(piece.replaceAll('§', verdicts.secret)),
			(bytes) => (shown += new TextDecoder().decode(bytes)),
			(word) => words.push(word),
		);
	}
	return { shown, words, rest: new TextDecoder().decode(verdicts.rest()).replaceAll(verdicts.secret, '§') };
}

const all: Word = { name: 'TestAll', ok: true, text: '' };
const peak: Word = { name: 'TestPeak', ok: false, text: '7 at once, at most 4' };

test('verdicts are found in the midst of an output, which is shown without them', () => {
	const { shown, words, rest } = take('one\ntwo § ok TestAll\n§ failed TestPeak 7 at once, at most 4\nthree\n');
	assert.deepEqual([shown, words, rest], ['one\ntwo three\n', [all, peak], '']);
});

test('a verdict may come in pieces, and what only begins like one is shown', () => {
	const verdicts = new Verdicts();
	const text = `a${verdicts.secret.slice(0, 5)}b${verdicts.secret} ok TestAll\nz`;
	const words: Word[] = [];
	let shown = '';
	for (const letter of text) {
		verdicts.take(
			new TextEncoder().encode(letter),
			(bytes) => (shown += new TextDecoder().decode(bytes)),
			(word) => words.push(word),
		);
	}
	assert.deepEqual([shown, words], [`a${verdicts.secret.slice(0, 5)}bz`, [all]]);
});

test('what is printed like a verdict is none without the secret', () => {
	const { shown, words } = take('0123456789abcdef ok TestAll\nPASS\n ok TestPeak\n');
	assert.deepEqual([shown, words], ['0123456789abcdef ok TestAll\nPASS\n ok TestPeak\n', []]);
});

test('a verdict that is cut off is none', () => {
	const { words, rest } = take('§ ok TestA');
	assert.deepEqual([words, rest], [[], '§ ok TestA']);
});

test('each run has a secret of its own', () => {
	assert.notEqual(new Verdicts().secret, new Verdicts().secret);
});
