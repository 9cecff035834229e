import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Time } from './life';
import { Pacer, type Paced } from './pacer';

/** A time that a test moves. Its timers cut delays to whole milliseconds, as those of browsers do. */
class Moved implements Time {
	ms = 0;
	#timers: { at: number; call: () => void }[] = [];

	now = (): number => this.ms;

	after = (delay: number, call: () => void): (() => void) => {
		const timer = { at: this.ms + Math.trunc(delay), call };
		this.#timers.push(timer);
		return () => {
			this.#timers = this.#timers.filter((other) => other !== timer);
		};
	};

	go(to: number): void {
		for (let calls = 0; ; calls++) {
			assert.ok(calls < 1000, `a timer is set again and again at ${this.ms} ms`);
			const [next] = this.#timers.filter(({ at }) => at <= to).sort((a, b) => a.at - b.at);
			if (!next) {
				break;
			}
			this.#timers.splice(this.#timers.indexOf(next), 1);
			this.ms = Math.max(this.ms, next.at);
			next.call();
		}
		this.ms = to;
	}

	get idle(): boolean {
		return this.#timers.length === 0;
	}
}

function pacer(pace: number): { pacer: Pacer; time: Moved; told: string[] } {
	const time = new Moved();
	const told: string[] = [];
	const tell = (detail: Paced): void => {
		told.push(
			`${time.ms} ${detail.kind === 'trace' ? detail.moments.map((moment) => moment.do).join('+') : detail.kind === 'stdout' ? detail.text : detail.kind}`,
		);
	};
	return { pacer: new Pacer(pace, time, tell), time, told };
}

const text = (at: number, text: string) => ({ at, what: { kind: 'stdout', at, text } as const });
const moment = (at: number, what: 'run' | 'wait') => ({ at, moment: { at, task: 1, do: what } });
const end = { kind: 'end', at: 0, reason: 'exit', code: 0, message: '' } as const;

test('each is told when its time has come', () => {
	const { pacer: p, time, told } = pacer(1);
	p.add(text(0, 'a'), text(1000, 'b'));
	p.end({ ...end, at: 2000 });
	assert.deepEqual(told, ['0 a']);
	time.go(999);
	p.add(text(1500, 'c'));
	time.go(3000);
	assert.deepEqual(told, ['0 a', '1000 b', '1500 c', '2000 end']);
});

test('what is due between two milliseconds is told at the second of them', () => {
	const { pacer: p, time, told } = pacer(1);
	p.add(text(10.2, 'a'), text(10.9, 'b'), text(11.1, 'c'));
	time.go(20);
	assert.deepEqual(told, ['11 a', '11 b', '12 c']);
});

test('in slow motion it takes several times as long', () => {
	const { pacer: p, time, told } = pacer(4);
	p.add(text(1000, 'a'));
	time.go(4000);
	assert.deepEqual(told, ['4000 a']);
	assert.equal(p.at, 1000);
});

test('without a pace nothing is held back, and its time is that of what was last told', () => {
	const { pacer: p, time, told } = pacer(0);
	p.add(text(5000, 'a'), text(9000, 'b'));
	p.end({ ...end, at: 9001 });
	assert.deepEqual(told, ['0 a', '0 b', '0 end']);
	assert.equal(p.at, 9001);
	assert.ok(time.idle);
});

test('moments and lines come in the order of their times, and moments of an instant together', () => {
	const { pacer: p, time, told } = pacer(1);
	p.add(text(10, 'a'), text(20, 'b'));
	p.add(moment(10, 'run'), moment(10, 'wait'), moment(15, 'run'));
	time.go(20);
	assert.deepEqual(told, ['10 a', '10 run+wait', '15 run', '20 b']);
});

test('the end comes after all that was told, even if it was said to be before', () => {
	const { pacer: p, time, told } = pacer(1);
	p.add(text(100, 'late'));
	p.end({ ...end, at: 50 });
	time.go(1000);
	assert.deepEqual(told, ['100 late', '100 end']);
});

test('once stopped it tells nothing more', () => {
	const { pacer: p, time, told } = pacer(1);
	p.add(text(0, 'a'), text(10, 'b'));
	p.stop();
	time.go(100);
	assert.deepEqual(told, ['0 a']);
	assert.ok(time.idle);
});
