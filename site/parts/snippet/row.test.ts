import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pen, Row } from './row';

function write(...pieces: string[]): Row {
	const row = new Row(100);
	const pen = new Pen();
	for (const piece of pieces) {
		row.write(piece, pen);
	}
	return row;
}

test('what moves in a line is obeyed, and what it is followed by overwrites', () => {
	for (const [pieces, want] of [
		[['\rloading   0%', '\rloading  25%', '\rloading 100%'], 'loading 100%'],
		[['abc\rX'], 'Xbc'],
		[['abc\r'], 'abc'],
		[['abc\r\r'], 'abc'],
		[['|', '\b/', '\b-'], '-'],
		[['ab\b\b\b\bX'], 'Xb'],
		[['abc\x1b[2DX'], 'aXc'],
		[['a\x1b[3CX'], 'a   X'],
		[['abcdef\x1b[3GX'], 'abXdef'],
		[['a long line\r\x1b[Kshort'], 'short'],
		[['abc\x1b[2K\rX'], 'X'],
		[['abcd\x1b[2D\x1b[1KX'], '  Xd'],
		[['你好\r再'], '再好'],
		[['😀😀\b!'], '😀!'],
	] as const) {
		assert.equal(write(...pieces).text, want, JSON.stringify(pieces));
	}
});

test('what else controls a terminal is left out', () => {
	for (const text of ['\x07', '\0', '\x1b[2J', '\x1b[?25l', '\x1b[10;5H', '\x1b]0;a title\x07', '\x1b]8;;https://example.org\x1b\\', '\x1b(B', '\x1b7', '\x7f', '\x0b']) {
		assert.equal(write(`a${text}b`).text, 'ab', JSON.stringify(text));
		assert.equal(write(...Array.from(`a${text}b`)).text, 'ab', `one by one: ${JSON.stringify(text)}`);
	}
	assert.equal(write('a\tb').text, 'a\tb');
});

test('colours and manners of writing', () => {
	for (const [text, want] of [
		['plain', [['', 'plain']]],
		['\x1b[31mred\x1b[0m plain', [['colour-1', 'red'], ['', ' plain']]],
		['\x1b[1;32mok\x1b[m', [['bold colour-2', 'ok']]],
		['\x1b[1mb\x1b[22m \x1b[4mu\x1b[24m', [['bold', 'b'], ['', ' '], ['underlined', 'u']]],
		['\x1b[91;44mx\x1b[39my\x1b[49mz', [['colour-9 back-4', 'x'], ['back-4', 'y'], ['', 'z']]],
		['\x1b[38;5;3mx\x1b[38;5;200my\x1b[38;2;1;2;3mz', [['colour-3', 'x'], ['', 'yz']]],
		['\x1b[38:5:12mx', [['colour-12', 'x']]],
		['\x1b[7mx\x1b[27my\x1b[999mz', [['inverse', 'x'], ['', 'yz']]],
		['\x1b[31mabc\r\x1b[32mX', [['colour-2', 'X'], ['colour-1', 'bc']]],
	] as const) {
		assert.deepEqual(write(text).spans.map(({ look, text }) => [look, text]), want, JSON.stringify(text));
	}
});

test('a look holds for the lines that follow', () => {
	const pen = new Pen();
	new Row(10).write('\x1b[31mred', pen);
	const next = new Row(10);
	next.write('still', pen);
	assert.deepEqual(next.spans, [{ look: 'colour-1', text: 'still' }]);
});

test('a line has an end, whatever moves in it', () => {
	const row = new Row(5);
	const pen = new Pen();
	row.write('abcdefgh', pen);
	assert.deepEqual([row.text, row.cut], ['abcde', 3]);
	row.write('\r12\x1b[100Cx', pen);
	assert.deepEqual([row.text, row.cut], ['12cde', 4]);
	const open = new Row(1000);
	open.write(`\x1b]${'x'.repeat(500)}`, pen);
	open.write('y', pen);
	assert.equal(pen.rest, '', 'a sequence that does not end is none');
});
