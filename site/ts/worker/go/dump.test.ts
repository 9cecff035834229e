import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Dump } from './dump';

const cases = JSON.parse(readFileSync('../server/engine/testdata/dump.json', 'utf8')) as {
	name: string;
	stderr: string;
	want: string;
}[];

for (const { name, stderr, want } of cases) {
	test(`traces: ${name}`, () => {
		const bytes = new TextEncoder().encode(stderr);
		for (const size of [bytes.length, 1]) {
			const dump = new Dump();
			const decoder = new TextDecoder();
			let got = '';
			for (let at = 0; at < bytes.length; at += size) {
				got += decoder.decode(dump.read(bytes.subarray(at, at + size)), { stream: true });
			}
			assert.equal(got + decoder.decode(dump.close(false)), want, `${size} bytes at a time`);
		}
	});
}

test('a program that is ended while its traces come has at least so many goroutines', () => {
	const dump = new Dump();
	const head = 'fatal error: all goroutines are asleep - deadlock!\n\n';
	const passes = new TextDecoder().decode(dump.read(new TextEncoder().encode(head)));
	assert.equal(passes, head);
	for (let n = 1; n <= 100; n++) {
		dump.read(new TextEncoder().encode(`goroutine ${n} [chan send]:\nmain.f(${n})\n\tmain.go:5 +0x2c\n\n`));
	}
	dump.read(new TextEncoder().encode('goroutine 101 [chan s'));
	assert.ok(dump.size > 4000);
	assert.equal(
		new TextDecoder().decode(dump.close(true)),
		'goroutine 1 [chan send]: (and at least 99 more at the same place)\nmain.f(1)\n\tmain.go:5 +0x2c\n\n',
	);
});
