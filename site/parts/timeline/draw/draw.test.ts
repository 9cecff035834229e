import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choiceAt, movedBy, spotOf } from '../choice';
import { draw } from './draw';
import { type Frame, layOut, type Track } from './layout';
import { cut, type Drawing, type Layer, widthOf } from './drawing';
import type { Model } from '../model/model';
import { modelOf, out, trace, two } from '../testing/runs';
import { wordsIn } from '../model/words';

const words = wordsIn('en');

function frameOf(model: Model, more: Partial<Frame> = {}): Frame {
	const track: Track = { name: 'Go', model, opened: new Set() };
	const layout = layOut([track], 900);
	return {
		layout,
		scale: { from: 0, to: model.until, left: layout.gutter + 8, width: 700 },
		top: 0,
		bottom: layout.height,
		now: Infinity,
		...more,
	};
}

/** Returns how many separate figures a layer has. */
function count(drawing: Drawing, layer: Layer): number {
	return drawing.path(layer).split('M').length - 1;
}

function texts(drawing: Drawing, style: string): string[] {
	return drawing.labels.filter((label) => label.style === style).map(({ text, more }) => text + (more ?? ''));
}

test('states, arrows and prints are drawn, each with its pen', () => {
	const drawing = draw(frameOf(two()), words);
	assert.deepEqual(
		(['sleeping', 'blocked', 'running', 'prints', 'creates', 'wakes', 'heads'] as const).map((layer) =>
			count(drawing, layer),
		),
		[2, 1, 6, 4, 1, 1, 3],
	);
	assert.deepEqual(texts(drawing, 'cause'), ['WaitGroup 2.0 s', 'sleep 1.0 s', 'sleep 2.0 s']);
	assert.deepEqual(texts(drawing, 'words'), ['begin', 'end', 'A done', 'B done']);
	assert.deepEqual(texts(drawing, 'name'), ['main', 'A', 'B']);
});

test('as of an instant nothing later is drawn', () => {
	const drawing = draw(frameOf(two(), { now: 1500 }), words);
	assert.deepEqual(texts(drawing, 'words'), ['begin', 'A done']);
	assert.equal(count(drawing, 'wakes'), 0);
	assert.deepEqual(texts(drawing, 'cause'), ['WaitGroup 1.5 s', 'sleep 1.0 s', 'sleep 1.5 s']);
	assert.deepEqual(
		draw(frameOf(two(), { now: 1.5 }), words)
			.labels.filter(({ faint }) => faint)
			.map(({ text }) => text),
		['A', 'work · line 6', 'B', 'work · line 6'],
	);
});

test('of too many arrows only those of the chosen task are drawn, and none of its namesake in another track', () => {
	const wakes = Array.from({ length: 250 }, (_, index) => [
		`${2 * index} 2 wait on=receive`,
		`${2 * index + 1} 2 ready by=1`,
	]).flat();
	const run = (): Track => ({
		name: 'Go',
		model: modelOf(trace('0 1 create name=main.main', '0 2 create name=main.f', ...wakes)),
		opened: new Set(),
	});
	const [go, python] = [run(), run()];
	const layout = layOut([go, python], 900);
	const frame = { ...frameOf(go.model), layout, bottom: layout.height };
	assert.equal(count(draw(frame, words), 'heads'), 0);
	const heads = [
		...draw(frame, words, { track: go, id: 2 })
			.path('heads')
			.matchAll(/M\S+ ([\d.]+)/g),
	].map(([, y]) => Number(y));
	assert.ok(heads.length > 0 && Math.max(...heads) < layout.places.find(({ track }) => track === python)!.y);
});

test('only rows that show are drawn', () => {
	assert.deepEqual(texts(draw(frameOf(two(), { bottom: 30 }), words), 'name'), ['main']);
});

test('what is too small to be seen is not drawn one by one', () => {
	const moments = Array.from({ length: 20_000 }, (_, index) => [
		`${index} 1 run`,
		`${index + 0.5} 1 wait on=${index % 2 === 0 ? 'sleep' : 'receive'}`,
	]).flat();
	const drawing = draw(frameOf(modelOf(trace('0 1 create name=main.main', ...moments))), words);
	assert.ok(count(drawing, 'running') <= 700);
	assert.ok(count(drawing, 'sleeping') + count(drawing, 'blocked') <= 1400);
});

test('prints at one place are one mark, and the rest is counted', () => {
	const model = modelOf(
		out(1, 'one\ntwo\nthree\n'),
		trace(
			'0 1 create name=main.main',
			'0 1 run',
			...[1, 1, 1].map((at) => `${at} 1 print stream=stdout newlines=1`),
			'900 1 end',
		),
	);
	const drawing = draw(frameOf(model), words);
	assert.equal(count(drawing, 'prints'), 1);
	assert.deepEqual(texts(drawing, 'words'), ['one\u2002+2']);
});

test('pointing finds prints, thin bars and the row', () => {
	const { layout, scale } = frameOf(two());
	const { y } = layout.places[1]!;
	const at = (x: number, dy: number): ReturnType<typeof choiceAt> => choiceAt(layout, scale, x, y + dy, Infinity);
	const x = (time: number): number => scale.left + (time / scale.to) * scale.width;
	assert.deepEqual([at(x(500), 30)?.span?.on, spotOf(at(x(500), 30)!).line], ['sleep', 20]);
	assert.equal(at(x(1005) + 3, 20)?.mark?.line, 21);
	assert.equal(at(x(1004) + 2, 34)?.span?.state, 'running');
	assert.deepEqual([at(4, 30)?.task.id, at(4, 30)?.span, spotOf(at(4, 30)!).line], [2, undefined, 6]);
	assert.equal(at(x(1700), 30)?.span, undefined, 'it is over');
	assert.equal(at(x(500), 1000), undefined);
});

test('arrow keys lead through the rows, and through what a task does', () => {
	const { layout } = frameOf(two());
	let choice = movedBy('ArrowDown', layout, undefined, 0, Infinity);
	assert.equal(choice?.task.id, 1);
	choice = movedBy('ArrowDown', layout, choice, 500, Infinity);
	assert.deepEqual([choice?.task.id, choice?.span?.on], [2, 'sleep']);
	choice = movedBy('ArrowRight', layout, choice, 0, Infinity);
	assert.equal(choice?.span?.state, 'running');
	choice = movedBy('ArrowRight', layout, choice, 0, Infinity);
	assert.equal(choice?.mark?.line, 21);
	assert.deepEqual(movedBy('ArrowRight', layout, choice, 0, Infinity), choice, 'that was the last');
	choice = movedBy('ArrowLeft', layout, movedBy('ArrowLeft', layout, choice, 0, Infinity), 0, Infinity);
	assert.equal(choice?.span?.on, 'sleep');
});

test('texts are cut to the room that there is', () => {
	assert.equal(cut('short', 100, 11), 'short');
	assert.ok(widthOf(cut('a rather long text', 60, 11), 11) <= 60);
	assert.equal(cut('并发编程的一课', 40, 11), '并发编…');
	assert.equal(cut('anything', 3, 11), '');
});
