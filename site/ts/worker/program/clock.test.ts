import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Clock, type RealTime, RealClock, VirtualClock } from './clock';

/** Real time that a test moves. */
class Time implements RealTime {
	ms = 1000;
	readonly timers: { at: number; fire: () => void }[] = [];
	readonly now = (): number => this.ms;
	readonly date = (): number => 1_700_000_000_999;
	readonly after = (delay: number, fire: () => void): (() => void) => {
		const timer = { at: this.ms + delay, fire };
		this.timers.push(timer);
		return () => this.timers.splice(this.timers.indexOf(timer), 1);
	};
}

/** Makes both kinds of clock, of programs that have begun; fired gets the ids of due events, which Go would cancel. */
function clocks(fired: number[] = []): { time: Time; clock: Clock }[] {
	return standing(fired).map(({ time, clock }) => {
		clock.begin();
		return { time, clock };
	});
}

/** Makes both kinds of clock. */
function standing(fired: number[] = []): { time: Time; clock: Clock }[] {
	return [RealClock, VirtualClock].map((Kind) => {
		const time = new Time();
		const clock: Clock = new Kind(time, (id) => {
			fired.push(id);
			clock.cancel(id);
		});
		return { time, clock };
	});
}

test('each reading of a clock is at least 64 ns after the last', () => {
	for (const { time, clock } of clocks()) {
		clock.enter();
		const readings = Array.from({ length: 5 }, () => clock.nanotime());
		assert.deepEqual(readings.slice(1).map((r, i) => r - readings[i]!), [64, 64, 64, 64]);
		time.ms += 1;
		assert.equal(clock.nanotime(), 1e6);
	}
});

test('a clock stands until the program\'s main package begins, and counts from then on', () => {
	for (const { time, clock } of standing()) {
		time.ms += 1200; // the engine loads the module
		clock.enter();
		time.ms += 300; // and the library is initialized
		assert.equal(clock.at(), 0);
		const last = clock.nanotime();
		clock.begin();
		assert.equal(clock.nanotime(), last + 64);
		time.ms += 20;
		assert.deepEqual([clock.at(), clock.nanotime()], [20, 20e6]);
		clock.leave();
	}
});

test('the virtual clock skips what a library sleeps before the main package begins', () => {
	const { clock } = standing()[1]!;
	clock.enter();
	clock.schedule(5);
	clock.leave();
	clock.skip();
	assert.equal(clock.at(), 5);
});

test('the wall clock begins at the real present and goes on with the other', () => {
	for (const { time, clock } of clocks()) {
		clock.enter();
		time.ms += 2.5;
		assert.deepEqual(clock.walltime(), { seconds: 1_700_000_001, nanoseconds: 1_500_000 });
		clock.leave();
	}
});

test('at is in milliseconds and does not move the clock', () => {
	for (const { time, clock } of clocks()) {
		clock.enter();
		time.ms += 1.2345678;
		assert.equal(clock.at(), 1.235);
		assert.equal(clock.at(), 1.235);
	}
});

test('an event of the real clock is due after its delay, unless it is cancelled', () => {
	const fired: number[] = [];
	const { time, clock } = clocks(fired)[0]!;
	const first = clock.schedule(5);
	const second = clock.schedule(7);
	assert.deepEqual(
		time.timers.map(({ at }) => at),
		[1005, 1007],
	);
	clock.cancel(first);
	assert.equal(clock.size, 1);
	time.timers[0]!.fire();
	assert.deepEqual(fired, [second]);
});

test('a delay longer than a browser has is waited for in parts', () => {
	const fired: number[] = [];
	const time = new Time();
	const clock: Clock = new RealClock(time, (id) => fired.push(id), true);
	clock.begin();
	const id = clock.schedule(1e9); // in slow motion four times as long
	const most = 2 ** 31 - 1;
	for (const delay of [most, 4e9 - most]) {
		assert.deepEqual(fired, []);
		const { at, fire } = time.timers.pop()!;
		assert.equal(at, time.ms + delay);
		time.ms = at;
		fire();
	}
	assert.deepEqual(fired, [id]);
});

test('the virtual clock does not go on to what is later than time can be', () => {
	const fired: number[] = [];
	const { clock } = clocks(fired)[1]!;
	clock.schedule(2 ** 63 / 1e6);
	clock.skip();
	assert.deepEqual([fired, clock.at()], [[], 0]);
});

test('an event whose time has come when it is cancelled is not told', () => {
	const fired: number[] = [];
	const { time, clock } = clocks(fired)[0]!;
	const id = clock.schedule(5);
	const { fire } = time.timers[0]!;
	clock.cancel(id);
	fire();
	assert.deepEqual(fired, []);
});

test('the virtual clock skips to the next event; equal ones come in the order in which they were set', () => {
	const fired: number[] = [];
	const { clock } = clocks(fired)[1]!;
	const ids = [3000, 1000, 2000, 1000].map((delay) => clock.schedule(delay));
	const at: number[] = [];
	while (clock.size > 0) {
		clock.skip();
		at.push(clock.at());
	}
	assert.deepEqual(
		fired,
		[1, 3, 2, 0].map((i) => ids[i]),
	);
	assert.deepEqual(at, [1000, 1000, 2000, 3000]);
});

test('virtual time is what was computed plus what was slept', () => {
	const { time, clock } = clocks()[1]!;
	clock.enter();
	time.ms += 10;
	clock.schedule(1000);
	clock.leave();
	time.ms += 500; // waiting for the host takes no time
	assert.equal(clock.at(), 10);
	clock.skip();
	clock.enter();
	time.ms += 20;
	clock.leave();
	assert.equal(clock.at(), 1030);
});

test('no event is left after clear', () => {
	const fired: number[] = [];
	for (const { time, clock } of clocks(fired)) {
		clock.schedule(1);
		clock.schedule(2);
		clock.clear();
		clock.skip();
		time.timers.forEach(({ fire }) => fire());
		assert.equal(clock.size, 0);
	}
	assert.deepEqual(fired, []);
});
