import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { Detail } from '../../ts/contract/run';
import { Spoken } from './spoken';

/** An element that has paragraphs, of which only texts matter. */
class FakeElement {
	textContent = '';
	children: FakeElement[] = [];
	parent: FakeElement | undefined;

	append(...added: FakeElement[]): void {
		for (const one of added) {
			one.parent = this;
			this.children.push(one);
		}
	}

	before(...added: FakeElement[]): void {
		const { children } = this.parent!;
		children.splice(children.indexOf(this), 0, ...added);
	}

	replaceChildren(): void {
		this.children = [];
	}
}

const more = 'outputMore';

/** Returns a Spoken, what it has said, and what gives it events. */
function setup(): { spoken: Spoken; said: () => string[]; tell: (...details: Detail[]) => void } {
	const region = new FakeElement();
	Object.assign(globalThis, { document: { createElement: () => new FakeElement() } });
	const spoken = new Spoken(region as unknown as HTMLElement, (key) => key);
	let seq = 0;
	spoken.begun();
	return {
		spoken,
		said: () => region.children.map(({ textContent }) => textContent),
		tell: (...details) => details.forEach((detail) => spoken.event({ run: 'r', seq: ++seq, ...detail })),
	};
}

const out = (text: string): Detail => ({ kind: 'stdout', at: 0, text });
const lines = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, n) => `line ${from + n}`);
const text = (all: string[]): string => all.map((line) => `${line}\n`).join('');

mock.timers.enable({ apis: ['setTimeout'] });

test('lines are said as they come, up to twenty, and then that there is more', () => {
	const { said, tell } = setup();
	for (const line of lines(0, 25)) {
		tell(out(`${line}\n`));
		mock.timers.tick(1000);
	}
	assert.deepEqual(said(), [...lines(0, 20), more]);
});

test('of a flood nothing is said before its outcome, save that it is one', () => {
	const { spoken, said, tell } = setup();
	tell(out(text(lines(0, 3000))));
	assert.deepEqual(said(), []);
	mock.timers.tick(1000);
	assert.deepEqual(said(), [more]);
	tell(out(text(lines(3000, 6000))));
	mock.timers.tick(1000);
	spoken.ended();
	assert.deepEqual(said(), [more]);
	mock.timers.tick(1000);
	assert.deepEqual(said(), [...lines(0, 20), more]);
});

test('a run that is over at once is said to be over first', () => {
	const { spoken, said, tell } = setup();
	tell(out('one\ntwo\n'));
	spoken.ended();
	assert.deepEqual(said(), []);
	mock.timers.tick(1000);
	assert.deepEqual(said(), ['one', 'two']);
});

test('of a line that is written over itself the last is said, without what a terminal obeys', () => {
	const { spoken, said, tell } = setup();
	for (let percent = 0; percent <= 100; percent++) {
		tell(out(`\r\x1b[32m${percent} %\x1b[0m`));
		mock.timers.tick(100);
	}
	tell(out('\ndone'));
	mock.timers.tick(1000);
	assert.deepEqual(said(), ['100 %']);
	spoken.ended();
	mock.timers.tick(1000);
	assert.deepEqual(said(), ['100 %', 'done']);
});

test('a question is said when it waits for its answer', () => {
	const { said, tell } = setup();
	tell(out('Your name: '));
	mock.timers.tick(1000);
	assert.deepEqual(said(), []);
	tell({ kind: 'reading' });
	mock.timers.tick(1000);
	assert.deepEqual(said(), ['Your name:']);
});

test('the next run begins in silence', () => {
	const { spoken, said, tell } = setup();
	tell(out(text(lines(0, 30))));
	spoken.ended();
	spoken.begun();
	mock.timers.tick(1000);
	assert.deepEqual(said(), []);
	tell(out('new\n'));
	mock.timers.tick(1000);
	assert.deepEqual(said(), ['new']);
});
