import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import en from '../../text/en.json';
import zh from '../../text/zh.json';
import { duration, type Key, texts } from './texts';

test('both languages have the same texts, with the same places to fill', () => {
	assert.deepEqual(Object.keys(zh), Object.keys(en));
	for (const key of Object.keys(en) as Key[]) {
		assert.deepEqual(places(zh[key]), places(en[key]), key);
		assert.notEqual(zh[key].trim(), '', key);
	}
});

function places(text: string): string[] {
	return (text.match(/\{\w+\}|%\w/g) ?? []).sort();
}

test('every text is used', () => {
	const used = ['templates', 'ts', 'parts']
		.flatMap((dir) => readdirSync(dir, { recursive: true, encoding: 'utf8' }).map((file) => join(dir, file)))
		.filter((file) => /(?<!\.test)\.(html|ts)$/.test(file))
		.map((file) => readFileSync(file, 'utf8'))
		.join();
	for (const key of Object.keys(en)) {
		assert.ok(used.includes(`'${key}'`) || new RegExp(`\\.T\\.${key}\\b`).test(used), key);
	}
});

test('values fill their places', () => {
	assert.equal(texts('en')('exited', { code: 3 }), 'Ended with exit code 3');
	assert.equal(texts('zh')('exited', { code: 3 }), '程序退出，退出码 3');
	assert.equal(texts('en')('exited'), 'Ended with exit code {code}');
});

test('durations in words', () => {
	const words = [0, 2.4, 999.4, 999.6, 3001.9, 60_000].map((time) => duration(time, texts('en')));
	assert.deepEqual(words, ['0 ms', '2 ms', '999 ms', '1.0 s', '3.0 s', '60.0 s']);
	assert.equal(duration(3001.9, texts('zh')), '3.0 秒');
});
