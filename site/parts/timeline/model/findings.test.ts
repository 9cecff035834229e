import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findings } from './findings';
import type { Model } from './model';
import { end, modelOf, out, trace, two } from '../testing/runs';
import { wordsIn } from './words';

function found(model: Model, lang: 'en' | 'zh' = 'en'): [string, number][] {
	return findings(model, wordsIn(lang)).map(({ text, line }) => [text, line]);
}

const main = '0 1 create name=main.main';

test('of a run where all is well there is nothing to say', () => {
	assert.deepEqual(found(two()), []);
});

test('who was left behind when main returned, and what for', () => {
	const moments = [main, '0 1 run', '1 2 create name=main.collect by=1 line=5', '1 2 run', '2 2 wait on=receive line=12', '3 3 create name=main.late by=1 line=7'];
	assert.deepEqual(found(modelOf(trace(...moments), end(9))), [
		['collect was still waiting (channel receive) when main returned: the program ended without it.', 12],
		['late had been started but had not yet run when main returned.', 7],
	]);
	assert.deepEqual(found(modelOf(trace(...moments), end(9)), 'zh')[0], ['main 返回时，collect 还在等（从通道接收），程序没有等它就结束了。', 12]);
	assert.deepEqual(found(modelOf(trace(...moments))), [], 'while the program runs nobody is late');
	assert.deepEqual(found(modelOf(trace(...moments), end(9, 2))), [], 'a panic is no return');
});

test('several that were left at one line are told of together', () => {
	const workers = [2, 3, 4].flatMap((task) => [`1 ${task} create name=main.worker by=1 line=5`, `1 ${task} run`, `2 ${task} wait on=send line=8`]);
	assert.deepEqual(found(modelOf(trace(main, ...workers), end(9))), [['3 tasks of worker were still waiting (channel send) when main returned: nobody will ever know their results.', 8]]);
});

test('a deadlock: who waits, on what, where', () => {
	const model = modelOf(
		trace(main, '0 1 run', '1 2 create name=main.left by=1 line=5', '2 1 wait on=waitgroup line=9', '3 2 run', '4 2 wait on=mutex line=14'),
		{ kind: 'stderr', at: 4, text: 'fatal error: all goroutines are asleep - deadlock!\n' },
		end(5, 2),
	);
	assert.deepEqual(found(model), [
		['Deadlock: 2 tasks wait, and nobody is left to wake any of them.', 0],
		['main has been waiting since 2.0 ms: WaitGroup.', 9],
		['left has been waiting since 4.0 ms: mutex.', 14],
	]);
});

test('who kept others from running', () => {
	const ready = ['1 2 create name=main.beat by=1 line=5', '1 2 run', '2 2 wait on=sleep line=8', '50 2 ready', '400 1 wait on=sleep line=20', '400 2 run', '401 2 end', '450 1 ready', '450 1 run'];
	const text = 'main ran for 400 ms without a pause, and beat could go on only after it.';
	assert.deepEqual(found(modelOf(trace(main, '0 1 run', ...ready), end(460))), [[text, 20]]);
	const late = ['0 1 run', '1 2 create name=main.beat by=1 line=5', '1 1 wait on=sleep', '1 2 run', '2 2 wait on=sleep line=8', '3 1 run', '403 1 wait on=sleep line=20', '406 2 run', '407 2 end'];
	assert.deepEqual(found(modelOf(trace(main, ...late, '450 1 run'), end(460))), [[text, 20]], 'where the timer itself came too late');
	const brief = ready.map((moment) => moment.replace(/^50 /, '350 '));
	assert.deepEqual(found(modelOf(trace(main, '0 1 run', ...brief), end(460))), [], '50 ms are nothing');
});

test('nobody is to blame where several run at once', () => {
	const model = modelOf(
		trace(main, '0 1 run', '0 2 create name=main.a by=1 line=5', '0 3 create name=main.b by=1 line=6', '1 2 run', '400 2 end', '400 3 run', '401 3 end', '402 1 wait on=sleep line=9', '410 1 run'),
		end(420),
	);
	assert.deepEqual(found(model), []);
});

test('what the race detector said', () => {
	const race = { kind: 'diagnostics' as const, items: [{ file: 'main.go', line: 7, column: 0, severity: 'race', message: 'Two goroutines write n.' }] };
	assert.deepEqual(found(modelOf(race, trace(main), out(1, 'x'), end(2))), [['Two goroutines write n.', 7]]);
});
