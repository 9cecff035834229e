/**
 * Has a page's runs on the server answered by the test: with these events, whose
 * run and seq are filled in. Events after one of kind "pause" come when the
 * function that is returned is called.
 */
export async function answer(page, events) {
	let go = () => {};
	await page.routeWebSocket(/\/run$/, (socket) => {
		socket.onMessage((message) => {
			const { kind, run } = JSON.parse(message);
			if (kind !== 'start') {
				return;
			}
			const left = [...events];
			let seq = 0;
			go = () => {
				while (left.length > 0) {
					const event = left.shift();
					if (event.kind === 'pause') {
						return;
					}
					socket.send(JSON.stringify({ run, seq: ++seq, ...event }));
				}
			};
			go();
		});
	});
	return () => go();
}

/** Returns the event that tells moments; of what is undefined in them nothing is told. */
export function trace(moments, raw = '', message = '') {
	return { kind: 'trace', moments, raw, message };
}

/** Returns the event that tells facts, as the server makes them of the moments; of what is not given there was nothing. */
function facts(known) {
	const none = { tasks: 0, waiting: { total: 0, most: 0 }, running: { total: 0, most: 0 }, left: [], starved: [] };
	return { ...trace([]), facts: { ...none, ...known } };
}

/** Tells of a task: what its methods are called makes moments. */
class Teller {
	moments = [];

	#tell(at, task, deed, more = {}) {
		this.moments.push({ at, task, do: deed, ...more });
	}

	create(at, task, name, by, line) {
		this.#tell(at, task, 'create', { name, by, file: 'main.go', line });
	}

	run(at, task) {
		this.#tell(at, task, 'run');
	}

	wait(at, task, on, line, file = 'main.go') {
		this.#tell(at, task, 'wait', { on, file, line });
	}

	ready(at, task, by, line) {
		this.#tell(at, task, 'ready', { by, file: line && 'main.go', line });
	}

	print(at, task, line, newlines = 1, stream = 'stdout') {
		this.#tell(at, task, 'print', { stream, newlines, file: 'main.go', line });
	}

	end(at, task) {
		this.#tell(at, task, 'end');
	}

	/** The moments, in the order of time. */
	get all() {
		return this.moments.toSorted((a, b) => a.at - b.at);
	}
}

const out = (at, text) => ({ kind: 'stdout', at, text });

/** Three tasks that sleep for two, one and three seconds, as the lesson gather has them. */
export function gather() {
	const t = new Teller();
	t.create(0, 1, 'main.main');
	t.run(0.001, 1);
	t.print(0.02, 1, 24);
	for (const [index, seconds] of [2, 1, 3].entries()) {
		const [task, at] = [index + 2, 0.03 + index * 0.01];
		t.create(at, task, 'main.main.func1', 1, 30);
		t.run(0.08 + index * 0.01, task);
		t.wait(0.085 + index * 0.01, task, 'sleep', 11);
		const woken = seconds * 1000 + 0.085 + index * 0.01;
		t.ready(woken, task, 0);
		t.run(woken + 0.002, task);
		t.print(woken + 0.03, task, 12);
		t.end(woken + 0.05, task);
	}
	t.wait(0.07, 1, 'waitgroup', 32);
	t.ready(3000.15, 1, 4, 30);
	t.run(3000.2, 1);
	for (const line of [1, 2, 3, 4]) {
		t.print(3000.2 + line / 100, 1, line < 4 ? 35 : 37);
	}
	const before = (at) => t.all.filter((moment) => moment.at < at);
	return [
		{ kind: 'running' },
		out(0.02, 'waiting for 3 tasks\n'),
		trace(before(100), 'Z28g'),
		out(1000.1, 'B done\n'),
		{ kind: 'pause' },
		trace(before(1500).filter(({ at }) => at >= 100), 'MS4y'),
		out(2000.1, 'A done\n'),
		out(3000.2, 'C done\nresult of A\nresult of B\nresult of C\ntook 3s\n'),
		trace(t.all.filter(({ at }) => at >= 1500), 'NiB0'),
		facts({ until: 3000.3, tasks: 4, waiting: { total: 6000, most: 3 }, running: { total: 0.328, most: 1 } }),
		{ kind: 'end', at: 3000.3, reason: 'exit', code: 0, message: '' },
	];
}

/** One that computes for a second and a half while another ought to run, and two that main does not wait for. */
export function greedy() {
	const t = new Teller();
	t.create(0, 1, 'main.main');
	t.run(0.001, 1);
	t.print(0.02, 1, 36);
	t.create(0.03, 2, 'main.heartbeat', 1, 38);
	t.create(0.04, 3, 'main.collect', 1, 39);
	t.create(2700, 4, 'main.late', 1, 47);
	t.wait(0.05, 1, 'sleep', 40);
	t.run(0.06, 3);
	t.wait(0.07, 3, 'receive', 25);
	for (const beat of [1, 2]) {
		t.run(500 * (beat - 1) + 0.08, 2);
		t.wait(500 * (beat - 1) + 0.09, 2, 'sleep', 20);
		t.ready(500 * beat, 2, 0);
		t.run(500 * beat + 0.01, 2);
		t.print(500 * beat + 0.02, 2, 21);
	}
	t.wait(1000.1, 2, 'sleep', 20);
	t.ready(1100, 1, 0);
	t.run(1100.01, 1);
	t.print(1100.05, 1, 41);
	t.ready(1500, 2, 0);
	t.print(2600, 1, 43);
	t.wait(2600.1, 1, 'sleep', 44);
	t.run(2600.2, 2);
	t.print(2600.3, 2, 21);
	t.end(2600.4, 2);
	t.ready(2699.9, 1, 0);
	t.run(2699.95, 1);
	return [
		{ kind: 'running' },
		out(0.02, '0.0s start\n'),
		out(500.02, '0.5s beat 1\n'),
		out(1000.02, '1.0s beat 2\n'),
		out(1100.05, '1.1s crunching\n'),
		out(2600, '2.6s crunched\n2.6s beat 3\n'),
		trace(t.all, 'Z28g'),
		facts({
			until: 2700.1,
			tasks: 4,
			waiting: { total: 4199.75, most: 2 },
			running: { total: 1500.679, most: 1 },
			left: [
				{ name: 'main.collect', task: 3, tasks: 1, state: 'waiting', on: 'receive', line: 25, at: 0.07 },
				{ name: 'main.late', task: 4, tasks: 1, state: 'unstarted', line: 47, at: 2700 },
			],
			starved: [{ task: 1, at: 1100.01, time: 1500.09, line: 41, times: 1, tasks: 1, others: [2] }],
		}),
		{ kind: 'end', at: 2700.1, reason: 'exit', code: 0, message: '' },
	];
}

/** One that sleeps in another file, at the same line at which main waits for it. */
export function twoFiles() {
	const t = new Teller();
	t.create(0, 1, 'main.main');
	t.run(0.001, 1);
	t.create(0.01, 2, 'main.work', 1, 4);
	t.wait(0.02, 1, 'waitgroup', 6);
	t.run(0.03, 2);
	t.wait(0.04, 2, 'sleep', 6, 'task.go');
	t.ready(1000, 2, 0);
	t.run(1000.1, 2);
	t.end(1000.2, 2);
	t.ready(1000.2, 1, 2, 6);
	t.run(1000.3, 1);
	return [
		{ kind: 'running' },
		trace(t.all, 'Z28g'),
		facts({ until: 1000.4, tasks: 2, waiting: { total: 1000, most: 1 }, left: [{ name: 'main.work', task: 2, tasks: 1, state: 'waiting', on: 'sleep', line: 6, at: 0.04 }] }),
		{ kind: 'end', at: 1000.4, reason: 'exit', code: 0, message: '' },
	];
}

/** Two that wait for each other for ever. */
export function deadlock() {
	const t = new Teller();
	t.create(0, 1, 'main.main');
	t.run(0.001, 1);
	t.create(0.01, 2, 'main.left', 1, 12);
	t.create(0.02, 3, 'main.right', 1, 13);
	t.wait(0.03, 1, 'waitgroup', 14);
	for (const task of [2, 3]) {
		t.run(0.04 + task, task);
		t.wait(10 * task, task, 'mutex', 20 + task);
	}
	return [
		{ kind: 'running' },
		trace(t.all, 'Z28g'),
		{ kind: 'stderr', at: 30.1, text: 'fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [sync.WaitGroup.Wait]:\n' },
		facts({
			until: 30,
			tasks: 3,
			waiting: { total: 10, most: 1 },
			running: { total: 44.949, most: 2 },
			deadlock: {
				tasks: 3,
				stuck: [
					{ task: 1, on: 'waitgroup', line: 14, since: 0.03 },
					{ task: 2, on: 'mutex', line: 22, since: 20 },
					{ task: 3, on: 'mutex', line: 23, since: 30 },
				],
			},
		}),
		{ kind: 'end', at: 30.2, reason: 'exit', code: 2, message: 'The program is deadlocked.' },
	];
}

/** So many tasks that each sleep so many times, a few milliseconds each. */
export function crowd(tasks, naps, name = () => 'main.worker') {
	const t = new Teller();
	t.create(0, 1, 'main.main');
	t.run(0.001, 1);
	t.wait(0.5, 1, 'waitgroup', 20);
	for (let index = 0; index < tasks; index++) {
		const task = index + 2;
		let at = 0.01 + index / 1000;
		t.create(at, task, name(index), 1, 15);
		for (let nap = 0; nap < naps; nap++) {
			at += 1 + ((index * 7 + nap * 3) % 5) / 4;
			t.run(at, task);
			at += 0.4 + ((index + nap) % 3) / 5;
			t.wait(at, task, nap % 2 === 0 ? 'sleep' : 'receive', 10 + (nap % 2));
			at += 5 + ((index * 13 + nap * 5) % 11);
			t.ready(at, task, nap % 2 === 0 ? 0 : 1, nap % 2 === 0 ? undefined : 21);
		}
		t.run(at + 0.1, task);
		t.end(at + 0.2, task);
	}
	const { all } = t;
	const until = all.at(-1).at + 1;
	return [{ kind: 'running' }, trace(all), facts({ until, tasks: tasks + 1 }), { kind: 'end', at: until, reason: 'exit', code: 0, message: '' }];
}
