import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { End } from '../../ts/page/run/session';
import { outcome } from './outcome';

const base: End = { kind: 'end', at: 3001.9, reason: 'exit', code: 0, message: '' };

test('outcomes in words', () => {
	const cases: [Partial<End>, state: string, words: string][] = [
		[{}, 'done', 'Finished in 3.0 s'],
		[
			{ code: 2, message: 'The program panicked: its last lines say where.' },
			'failed',
			'The program panicked: its last lines say where.',
		],
		[{ code: 3 }, 'failed', 'Ended with exit code 3'],
		[{ reason: 'build' }, 'failed', 'It does not compile'],
		[{ reason: 'stopped', message: 'Stopped.' }, 'stopped', 'Stopped.'],
		[{ reason: 'stopped' }, 'stopped', 'Stopped'],
		[{ reason: 'memory', message: 'Over the limit.' }, 'failed', 'Over the limit.'],
		[{ reason: 'internal' }, 'failed', 'The run failed'],
	];
	for (const [end, state, words] of cases) {
		assert.deepEqual(outcome({ ...base, ...end }, 'real', 'en'), { state, words });
	}
});

test('the instant clock is named: its time is not the reader’s', () => {
	assert.equal(outcome(base, 'virtual', 'en').words, 'Finished in 3.0 s by the instant clock');
	assert.equal(outcome(base, 'virtual', 'zh').words, '运行结束，按瞬时时钟用时 3.0 秒');
});

test('a run of checks is told by how many pass, unless it ended in another way', () => {
	const words = (passed: number, all: number, end: Partial<End> = {}): string[] => {
		const told = outcome({ ...base, ...end }, 'real', 'en', { passed, all });
		return [told.state, told.words];
	};
	assert.deepEqual(words(4, 4), ['done', '4 of 4 checks pass']);
	assert.deepEqual(words(3, 4), ['failed', '3 of 4 checks pass']);
	assert.deepEqual(words(1, 1), ['done', 'The check passes']);
	assert.deepEqual(words(0, 1), ['failed', 'The check fails']);
	assert.deepEqual(words(1, 4, { code: 2, message: 'The program panicked.' }), ['failed', 'The program panicked.']);
	assert.deepEqual(words(0, 4, { reason: 'build' }), ['failed', 'It does not compile']);
});
