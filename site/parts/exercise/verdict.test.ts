import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Verdict } from './verdict';

const names = ['TestAll', 'TestPeak', 'TestTime'];
const sentences = { ended: 'the program ended', unreached: ['not run', 'not started'] };

/** Plays a run with those words on its checks, "" for one that has passed. */
function run(verdict: Verdict, words: Record<string, string>, only?: string): Verdict {
	verdict.begin(only);
	for (const [name, text] of Object.entries(words)) {
		verdict.add({ kind: 'check', name, ok: text === '', text, version: 'v' });
	}
	verdict.end(sentences);
	return verdict;
}

function states({ checks }: Verdict): string[] {
	return checks.map(({ state }) => state);
}

test('a program solves an exercise that passes every check', () => {
	const verdict = new Verdict(names);
	assert.equal(verdict.solved, false);
	run(verdict, { TestAll: '', TestPeak: '', TestTime: '' });
	assert.deepEqual([verdict.solved, verdict.failed()], [true, undefined]);
});

test('the first check that fails comes first, with what it measured', () => {
	const verdict = run(new Verdict(names), { TestAll: '', TestPeak: '7 at once, at most 4', TestTime: 'took 9h' });
	assert.deepEqual(states(verdict), ['passed', 'failed', 'failed']);
	assert.deepEqual(verdict.failed(), { name: 'TestPeak', state: 'failed', text: '7 at once, at most 4', ours: false });
	assert.equal(verdict.solved, false);
	assert.equal(verdict.failed('TestTime')?.name, 'TestTime');
	assert.equal(verdict.failed('TestAll')?.name, 'TestPeak');
});

test('checks that a run did not come to have not failed, and are not passed', () => {
	const cut = run(new Verdict(names), { TestAll: '', TestPeak: 'the program ended', TestTime: 'not run' });
	assert.deepEqual(states(cut), ['passed', 'failed', 'unreached']);
	assert.deepEqual([cut.failed()?.ours, cut.solved], [true, false]);
	const unbuilt = run(new Verdict(names), { TestAll: 'not started', TestPeak: 'not started', TestTime: 'not started' });
	assert.deepEqual([...states(unbuilt), unbuilt.failed()], ['unreached', 'unreached', 'unreached', undefined]);
	assert.deepEqual(states(run(new Verdict(names), { TestAll: '' })), ['passed', 'unreached', 'unreached']);
});

test('a run of one check leaves the others as they are', () => {
	const verdict = run(new Verdict(names), { TestAll: '', TestPeak: '7 at once', TestTime: 'took 9h' });
	verdict.begin('TestPeak');
	assert.deepEqual(states(verdict), ['passed', 'waiting', 'failed']);
	run(verdict, { TestPeak: '' }, 'TestPeak');
	assert.deepEqual(states(verdict), ['passed', 'passed', 'failed']);
	assert.equal(verdict.failed()?.name, 'TestTime');
});

test('a word on a check that is none of the exercise changes nothing', () => {
	assert.deepEqual(states(run(new Verdict(['TestAll']), { TestOther: '' })), ['unreached']);
});
