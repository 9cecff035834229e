import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findings } from './findings';
import type { Model } from './model';
import { end, facts, known, modelOf, out, trace } from '../testing/runs';
import { wordsIn } from './words';

/**
 * The findings of a run, most often one of server/behave/testdata: where the facts are made they have their own
 * tests.
 */
function found(run: string | Model, lang: 'en' | 'zh' = 'en'): [string, number][] {
	return findings(typeof run === 'string' ? known(run) : run, wordsIn(lang)).map(({ text, line }) => [text, line]);
}

test('of a run where all is well there is nothing to say', () => {
	assert.deepEqual(found('two'), []);
});

test('who was left behind when main returned, and what for', () => {
	assert.deepEqual(found('left'), [
		['collect was still waiting (channel receive) when main returned: the program ended without it.', 12],
		['late had been started but had not yet run when main returned.', 7],
	]);
	assert.deepEqual(found('left', 'zh')[0], [
		'main 返回时，collect 还在等（从通道接收），程序没有等它就结束了。',
		12,
	]);
	assert.deepEqual(
		found(modelOf(trace('0 1 create name=main.main', '1 2 create name=main.late'))),
		[],
		'while the program runs nobody is late',
	);
	assert.deepEqual(found('left-panic'), [], 'a panic is no return');
});

test('several that were left at one line are told of together', () => {
	assert.deepEqual(found('left-alike'), [
		[
			'3 tasks of worker were still waiting (channel send) when main returned: nobody will ever know their results.',
			8,
		],
	]);
});

test('who was left when a check was over: main is not called then', () => {
	const check = { kind: 'check' as const, name: 'TestAll', ok: false, text: 'a page is missing', version: 'v' };
	const state = 'waiting' as const;
	const left = [
		{ name: 'main.fetchAll.func1', task: 2, tasks: 3, state, on: 'send' as const, line: 9, at: 2 },
		{ name: 'main.TestAllᐧ.func1', task: 3, tasks: 1, state, on: 'sleep' as const, line: 80, at: 2 },
	];
	const model = modelOf(
		trace(
			'0 1 create name=main.main',
			'1 2 create name=main.fetchAll.func1 file=main.go line=8',
			'1 3 create name=main.TestAllᐧ.func1 file=main.go line=12',
			'2 2 wait on=send file=main.go line=9',
			'2 3 wait on=sleep file=check_test.go line=80',
		),
		check,
		facts({ left }),
		end(9),
	);
	assert.deepEqual(findings(model, wordsIn('en')).map(({ text, file, line }) => [text, file, line]), [
		['3 tasks of fetchAll.func1 were still waiting (channel send) when the check was over.', 'main.go', 9],
		['TestAll.func1 was still waiting (sleep) when the check was over.', 'main.go', 12],
	]);
	assert.equal(findings(model, wordsIn('zh'))[1]!.text, '检查结束时，TestAll.func1 还在等（睡眠）。');
});

test('a deadlock: who waits, on what, where', () => {
	assert.deepEqual(found('deadlock'), [
		['Deadlock: 2 tasks wait, and nobody is left to wake any of them.', 0],
		['main has been waiting since 2.0 ms: WaitGroup.', 9],
		['left has been waiting since 4.0 ms: mutex.', 14],
	]);
	const stuck = Array.from({ length: 6 }, (_, index) => ({
		task: index + 1,
		on: 'receive' as const,
		line: 3,
		since: 1,
	}));
	const many = found(
		modelOf(trace('0 1 create name=main.main'), facts({ deadlock: { tasks: 12, stuck } }), end(5, 2)),
	);
	assert.equal(many.length, 7);
	assert.deepEqual(many[6], ['7 more wait as well.', 0]);
});

test('who kept others from running', () => {
	const text = 'main ran for 400 ms without a pause, and beat could go on only after it.';
	assert.deepEqual(found('starved'), [[text, 20]]);
	assert.deepEqual(found('starved-late'), [[text, 20]], 'where the timer itself came too late');
	assert.deepEqual(found('starved-brief'), [], '50 ms are nothing');
	assert.deepEqual(found('starved-often'), [
		['main ran for up to 300 ms without a pause, 2 times, and others could go on only after it.', 20],
	]);
});

test('nobody is to blame where several run at once', () => {
	assert.deepEqual(found('several-run'), []);
});

test('what the race detector said', () => {
	const race = {
		kind: 'diagnostics' as const,
		items: [{ file: 'main.go', line: 7, column: 0, severity: 'race', message: 'Two goroutines write n.' }],
	};
	assert.deepEqual(found(modelOf(race, trace('0 1 create name=main.main'), out(1, 'x'), end(2))), [
		['Two goroutines write n.', 7],
	]);
});
