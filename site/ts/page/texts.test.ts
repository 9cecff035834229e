import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { duration, textsIn } from './texts';

/**
 * The folders with texts that a page has from the start: the parts', and those that belong to none. Tests are run
 * with site/ as the current folder.
 */
const folders = ['text', 'templates', ...readdirSync('parts').map((part) => join('parts', part))].filter((folder) =>
	existsSync(join(folder, 'en.json')),
);

function read(folder: string, lang: string): Record<string, string> {
	return JSON.parse(readFileSync(join(folder, `${lang}.json`), 'utf8')) as Record<string, string>;
}

test('both languages have the same texts, with the same places to fill', () => {
	assert.ok(folders.length > 4, 'the parts have texts of their own');
	for (const folder of folders) {
		const [en, zh] = [read(folder, 'en'), read(folder, 'zh')];
		assert.deepEqual(Object.keys(zh), Object.keys(en), folder);
		for (const key of Object.keys(en)) {
			assert.deepEqual(places(zh[key]!), places(en[key]!), key);
			assert.notEqual(zh[key]!.trim(), '', key);
		}
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
	for (const folder of folders) {
		for (const key of Object.keys(read(folder, 'en'))) {
			assert.ok(used.includes(`'${key}'`) || new RegExp(`\\.T\\.${key}\\b`).test(used), key);
		}
	}
});

test('values fill their places', () => {
	const texts = textsIn<'exited'>({
		en: { exited: 'Ended with exit code {code}' },
		zh: { exited: '程序退出，退出码 {code}' },
	});
	assert.equal(texts('en')('exited', { code: 3 }), 'Ended with exit code 3');
	assert.equal(texts('zh')('exited', { code: 3 }), '程序退出，退出码 3');
	assert.equal(texts('en')('exited'), 'Ended with exit code {code}');
});

test('durations in words', () => {
	const words = [0, 2.4, 999.4, 999.6, 3001.9, 60_000].map((time) => duration(time, 'en'));
	assert.deepEqual(words, ['0 ms', '2 ms', '999 ms', '1.0 s', '3.0 s', '60.0 s']);
	assert.equal(duration(3001.9, 'zh'), '3.0 秒');
});
