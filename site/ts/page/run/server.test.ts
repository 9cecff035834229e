import assert from 'node:assert/strict';
import { mock, test, type TestContext } from 'node:test';
import type { Config } from '../config';
import type { Carrier, Event, Run, Start } from '../../contract/run';
import { diagnose, server } from './server';

/** The other side of a websocket, in the hands of a test. */
class FakeSocket {
	onopen: (() => void) | null = null;
	onmessage: ((event: { data: unknown }) => void) | null = null;
	onclose: ((event: { code: number }) => void) | null = null;
	readyState = 1;
	readonly sent: Record<string, unknown>[] = [];
	closed: number | undefined;
	closes = 0;

	send(text: string): void {
		this.sent.push(JSON.parse(text) as Record<string, unknown>);
	}

	close(code?: number): void {
		this.closed = code;
		this.closes++;
	}

	receive(frame: object): void {
		this.onmessage!({ data: JSON.stringify(frame) });
	}
}

const request: Start = { snippet: 'gather/three-tasks', clock: 'virtual', lang: 'en' };

/** A carrier, the sockets that it has opened, and the means to start runs on it: s1, s2, … */
function setup(): {
	carrier: Carrier;
	sockets: FakeSocket[];
	start: (request: Start) => { run: Run; events: Event[] };
	leave: () => void;
} {
	const sockets: FakeSocket[] = [];
	let runs = 0;
	let leave = (): void => {};
	const carrier = server({} as Config, {
		connect() {
			sockets.push(new FakeSocket());
			return sockets.at(-1) as unknown as WebSocket;
		},
		name: () => `s${++runs}`,
		random: () => 0.5,
		diagnose: () => Promise.resolve('unreachable'),
		leaving: (then) => (leave = then),
	});
	return {
		carrier,
		sockets,
		start(request) {
			const events: Event[] = [];
			return { run: carrier.start(request, (event) => events.push(event)), events };
		},
		leave: () => leave(),
	};
}

const kinds = (events: Event[]): string[] =>
	events.map((event) => (event.kind === 'end' ? `end ${event.seq} ${event.reason} ${event.message}` : event.kind));

/** Runs a test with timers in its hands. */
function timed(name: string, body: (t: TestContext) => void | Promise<void>): void {
	test(name, async (t) => {
		mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
		try {
			await body(t);
		} finally {
			mock.timers.reset();
		}
	});
}

/** Resolves when what was decided already has been done. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

timed('runs share a connection, which warm opens, and their requests wait for it', () => {
	const { carrier, sockets, start } = setup();
	carrier.warm!('gather/three-tasks');
	const first = start(request);
	const second = start({ ...request, files: { 'main.go': 'package main' }, lang: 'zh' });
	second.run.stdin('one\n');
	second.run.stdin('two\n', true);
	assert.equal(sockets.length, 1);
	const socket = sockets[0]!;
	assert.deepEqual(socket.sent, []);
	socket.onopen!();
	assert.deepEqual(socket.sent, [
		{ run: 's1', kind: 'start', snippet: 'gather/three-tasks', clock: 'virtual', lang: 'en' },
		{
			run: 's2',
			kind: 'start',
			snippet: 'gather/three-tasks',
			files: { 'main.go': 'package main' },
			clock: 'virtual',
			lang: 'zh',
		},
		{ run: 's2', kind: 'stdin', input: 1, text: 'one\n' },
		{ run: 's2', kind: 'stdin', input: 2, text: 'two\n', last: true },
	]);
	socket.receive({ run: 's2', seq: 1, kind: 'building' });
	socket.receive({ run: 's1', seq: 1, kind: 'running' });
	socket.receive({ run: 's1', seq: 2, kind: 'end', at: 1, reason: 'exit', code: 0, message: '' });
	socket.receive({ run: 's9', seq: 1, kind: 'running' });
	assert.deepEqual(kinds(first.events), ['running', 'end 2 exit ']);
	assert.deepEqual(kinds(second.events), ['building']);
});

timed('nothing is sent for a run that has ended', () => {
	const { sockets, start } = setup();
	const { run } = start(request);
	sockets[0]!.onopen!();
	sockets[0]!.receive({ run: 's1', seq: 1, kind: 'end', at: 1, reason: 'exit', code: 0, message: '' });
	run.stop();
	run.stdin('text');
	assert.equal(sockets[0]!.sent.length, 1);
});

const lost = 'The connection to the server broke before the program had ended.';

timed('when the connection breaks, another resumes its runs, and nobody notices', () => {
	const { sockets, start } = setup();
	const heard = start(request);
	const unheard = start({ ...request, lang: 'zh' });
	sockets[0]!.onopen!();
	sockets[0]!.receive({ run: 's1', seq: 1, kind: 'running' });
	sockets[0]!.receive({ run: 's1', seq: 2, kind: 'stdout', at: 1000.5, text: 'x' });
	sockets[0]!.onclose!({ code: 1006 });
	heard.run.stdin('one\n');
	mock.timers.tick(249);
	assert.equal(sockets.length, 1);
	mock.timers.tick(1);
	assert.equal(sockets.length, 2);
	sockets[1]!.onopen!();
	assert.deepEqual(sockets[1]!.sent, [
		{ run: 's1', kind: 'resume', after: 2, lang: 'en' },
		{ run: 's1', kind: 'stdin', input: 1, text: 'one\n' },
		{ run: 's2', kind: 'start', snippet: 'gather/three-tasks', clock: 'virtual', lang: 'zh' },
	]);
	sockets[0]!.receive({ run: 's1', seq: 3, kind: 'stdout', at: 1001, text: 'from a connection that is gone' });
	sockets[1]!.receive({ run: 's1', seq: 2, kind: 'stdout', at: 1000.5, text: 'x' });
	sockets[1]!.receive({ run: 's1', seq: 3, kind: 'end', at: 2000, reason: 'exit', code: 0, message: '' });
	sockets[1]!.receive({ run: 's2', seq: 1, kind: 'running' });
	assert.deepEqual(kinds(heard.events), ['running', 'stdout', 'end 3 exit ']);
	assert.deepEqual(kinds(unheard.events), ['running']);
});

timed('a gap is told in the output', () => {
	const { sockets, start } = setup();
	const { events } = start({ ...request, lang: 'zh' });
	sockets[0]!.onopen!();
	sockets[0]!.receive({ run: 's1', seq: 1, kind: 'stdout', at: 5, text: 'x' });
	sockets[0]!.onclose!({ code: 1006 });
	mock.timers.tick(500);
	sockets[1]!.onopen!();
	sockets[1]!.receive({ run: 's1', seq: 40, kind: 'gap', from: 2 });
	sockets[1]!.receive({ run: 's1', seq: 41, kind: 'stdout', at: 90, text: 'y' });
	assert.deepEqual(events.slice(1), [
		{ run: 's1', seq: 2, kind: 'stderr', at: 5, text: '［连接断开过一阵，此处缺了一部分输出。］\n' },
		{ run: 's1', seq: 3, kind: 'stdout', at: 90, text: 'y' },
	]);
});

timed('what the server no longer has ends with its sentence', () => {
	const { sockets, start } = setup();
	const { events } = start(request);
	sockets[0]!.onopen!();
	sockets[0]!.receive({ run: 's1', seq: 1, kind: 'running' });
	sockets[0]!.onclose!({ code: 1001 });
	mock.timers.tick(500);
	sockets[1]!.onopen!();
	sockets[1]!.receive({ run: 's1', seq: 2, kind: 'end', at: 0, reason: 'refused', code: 0, message: 'It is gone.' });
	assert.deepEqual(kinds(events), ['running', 'end 2 refused It is gone.']);
	sockets[1]!.onclose!({ code: 1006 });
	mock.timers.tick(200_000);
	assert.equal(sockets.length, 2, 'without runs there is nothing to connect for');
});

timed('a connection that never opens is given up, with the run that waits for it', async () => {
	const { sockets, start } = setup();
	const { events } = start(request);
	mock.timers.tick(9999);
	assert.deepEqual(events, []);
	mock.timers.tick(1);
	await settled();
	assert.deepEqual(kinds(events), [
		'end 1 internal The server does not answer. Programs as published still run in the browser.',
	]);
	assert.ok('missed' in events[0]!, 'another release may have no server');
	const later = start(request);
	assert.equal(sockets.length, 2, 'the next run has a connection of its own');
	sockets[0]!.onopen!();
	assert.deepEqual(sockets[0]!.sent, []);
	sockets[1]!.onopen!();
	sockets[1]!.receive({ run: 's2', seq: 1, kind: 'running' });
	assert.deepEqual(kinds(later.events), ['running']);
});

timed('a run does not wait for a connection that was sought for the ones before it, which failed', async () => {
	const { sockets, start } = setup();
	const { events } = start(request);
	mock.timers.tick(10_000);
	mock.timers.tick(250); // another is sought before it is known why there was none
	assert.equal(sockets.length, 2);
	await settled();
	assert.equal(events.length, 1);
	const later = start(request);
	assert.equal(sockets.length, 3);
	assert.deepEqual([sockets[0]!.closes, sockets[1]!.closes], [1, 1]);
	sockets[2]!.onopen!();
	sockets[2]!.receive({ run: 's2', seq: 1, kind: 'running' });
	assert.deepEqual(kinds(later.events), ['running']);
});

timed('a connection that has fallen silent is asked, and given up: another resumes its runs with all of their input', () => {
	const { sockets, start } = setup();
	const { run, events } = start(request);
	sockets[0]!.onopen!();
	sockets[0]!.receive({ run: 's1', seq: 1, kind: 'running' });
	run.stdin('one\n');
	sockets[0]!.receive({ run: 's1', seq: 1, kind: 'running' }); // once more: nothing new, but a sign of life
	const silence = (socket: FakeSocket): void => {
		const { length } = socket.sent;
		mock.timers.tick(4999);
		assert.equal(socket.sent.length, length);
		mock.timers.tick(1);
		assert.deepEqual(socket.sent.slice(length), [{ kind: 'ping' }]);
	};
	silence(sockets[0]!);
	sockets[0]!.receive({ run: '', seq: 0, kind: 'pong' });
	silence(sockets[0]!);
	run.stdin('two\n'); // into the void
	mock.timers.tick(5000);
	assert.deepEqual(kinds(events), ['running', 'connection']);
	mock.timers.tick(250);
	sockets[1]!.onopen!();
	assert.deepEqual(sockets[1]!.sent, [
		{ run: 's1', kind: 'resume', after: 1, lang: 'en' },
		{ run: 's1', kind: 'stdin', input: 1, text: 'one\n' },
		{ run: 's1', kind: 'stdin', input: 2, text: 'two\n' },
	]);
	sockets[1]!.receive({ run: 's1', seq: 2, kind: 'end', at: 9, reason: 'exit', code: 0, message: '' });
	assert.deepEqual(
		events.map((event) => ('lost' in event ? `${event.seq} lost ${event.lost}` : `${event.seq} ${event.kind}`)),
		['1 running', '2 lost true', '3 lost false', '4 end'],
	);
	mock.timers.tick(200_000);
	assert.equal(sockets.length, 2, 'without runs nobody asks');
});

timed('on a slow line a frame may take longer than the silence that the one before was allowed', () => {
	const { sockets, start } = setup();
	start(request);
	sockets[0]!.onopen!();
	sockets[0]!.receive({ run: 's1', seq: 1, kind: 'running' });
	mock.timers.tick(10_000);
	mock.timers.tick(500);
	sockets[1]!.onopen!();
	mock.timers.tick(19_000);
	assert.equal(sockets[1]!.closed, undefined);
	sockets[1]!.receive({ run: 's1', seq: 2, kind: 'end', at: 9, reason: 'exit', code: 0, message: '' });
});

timed('a server that stays away is told within five seconds', () => {
	const { sockets, start } = setup();
	const { events } = start(request);
	sockets[0]!.onopen!();
	sockets[0]!.receive({ run: 's1', seq: 1, kind: 'running' });
	sockets[0]!.onclose!({ code: 1006 });
	mock.timers.tick(250); // and the next attempt is never answered
	mock.timers.tick(4749);
	assert.deepEqual(kinds(events), ['running']);
	mock.timers.tick(1);
	assert.deepEqual(kinds(events), ['running', 'connection']);
});

timed('the attempts to connect become rarer, and end after two minutes', () => {
	const { sockets, start } = setup();
	const { events } = start(request);
	sockets[0]!.onopen!();
	sockets[0]!.receive({ run: 's1', seq: 1, kind: 'stdout', at: 1000.5, text: 'x' });
	sockets[0]!.onclose!({ code: 1006 });
	for (const wait of [250, 500, 1000, 2000, 4000, 5000, 5000]) {
		const before = sockets.length;
		mock.timers.tick(wait - 1);
		assert.equal(sockets.length, before);
		mock.timers.tick(1);
		assert.equal(sockets.length, before + 1);
		sockets.at(-1)!.onclose!({ code: 1006 });
	}
	mock.timers.tick(5000);
	const last = sockets.length;
	mock.timers.tick(120_000 - 22_751); // the last of them never answers
	assert.deepEqual(kinds(events), ['stdout', 'connection']);
	mock.timers.tick(1);
	assert.deepEqual(kinds(events), ['stdout', 'connection', `end 3 internal ${lost}`]);
	assert.equal(events.at(-1)!.kind === 'end' && (events.at(-1) as { at: number }).at, 1000.5);
	sockets.at(-1)!.onclose!({ code: 1006 });
	mock.timers.tick(200_000);
	assert.equal(sockets.length, last);
	start(request);
	assert.equal(sockets.length, last + 1);
});

timed('a new run does not wait for the next attempt', async () => {
	const { sockets, start } = setup();
	const first = start(request);
	sockets[0]!.onopen!();
	sockets[0]!.onclose!({ code: 1006 });
	const second = start(request);
	assert.equal(sockets.length, 2);
	sockets[1]!.onclose!({ code: 1006 });
	await settled();
	assert.deepEqual(kinds(second.events), [
		'end 1 internal The server does not answer. Programs as published still run in the browser.',
	]);
	assert.deepEqual(first.events, []);
	mock.timers.tick(500);
	assert.equal(sockets.length, 3);
});

timed('a connection that was closed for what was sent is not tried again', () => {
	const { sockets, start } = setup();
	const { events } = start(request);
	sockets[0]!.onopen!();
	sockets[0]!.onclose!({ code: 1009 });
	mock.timers.tick(200_000);
	assert.equal(sockets.length, 1);
	assert.deepEqual(kinds(events), [`end 1 internal ${lost}`]);
});

timed('a run that was stopped while there was no connection is stopped once there is one', () => {
	const { sockets, start } = setup();
	const { run, events } = start(request);
	sockets[0]!.onopen!();
	sockets[0]!.receive({ run: 's1', seq: 1, kind: 'running' });
	sockets[0]!.onclose!({ code: 1006 });
	for (let attempt = 1; attempt < 4; attempt++) {
		mock.timers.tick(500 * 2 ** (attempt - 1));
		sockets[attempt]!.onclose!({ code: 1006 });
	}
	run.stop();
	mock.timers.tick(2000);
	assert.deepEqual(kinds(events), ['running', 'connection', 'end 3 stopped Stopped.']);
	sockets.at(-1)!.onopen!();
	assert.deepEqual(sockets.at(-1)!.sent, [
		{ run: 's1', kind: 'resume', after: 1, lang: 'en' },
		{ run: 's1', kind: 'stop' },
	]);
	sockets
		.at(-1)!
		.receive({ run: 's1', seq: 2, kind: 'end', at: 0, reason: 'stopped', code: 0, message: 'Stopped.' });
	assert.equal(events.length, 3);
});

timed('a page that goes stops its runs', () => {
	const { sockets, start, leave } = setup();
	start(request);
	sockets[0]!.onopen!();
	leave();
	assert.deepEqual(sockets[0]!.sent.at(-1), { run: 's1', kind: 'stop' });
});

timed('a connection that cannot be opened is told as such', async () => {
	const { sockets, start } = setup();
	const { events } = start({ ...request, lang: 'zh' });
	assert.deepEqual(events, []);
	sockets[0]!.onclose!({ code: 1006 });
	await settled();
	assert.deepEqual(kinds(events), ['end 1 internal 连不上服务器。未改动的程序仍可在浏览器中运行。']);
});

timed('a frame that breaks the protocol closes the connection and ends its runs', (t) => {
	t.mock.method(console, 'error', () => {});
	const bad: unknown[] = [
		'no JSON',
		new ArrayBuffer(1),
		'{"run":"s1","seq":1,"kind":"stdout","at":0}',
		'{"run":"s1","seq":2,"kind":"running"}', // a gap
	];
	for (const data of bad) {
		const { sockets, start } = setup();
		const { events } = start(request);
		sockets[0]!.onopen!();
		sockets[0]!.onmessage!({ data });
		sockets[0]!.onclose!({ code: 1006 });
		assert.equal(sockets[0]!.closed, 4000);
		assert.deepEqual(kinds(events), [
			'end 1 internal Something went wrong on our side. The program is not at fault; try once more.',
		]);
	}
});

timed('stop asks the server, and waits for it only so long', () => {
	const { sockets, start } = setup();
	const answered = start(request);
	const unanswered = start(request);
	sockets[0]!.onopen!();
	answered.run.stop();
	unanswered.run.stop();
	unanswered.run.stop();
	assert.deepEqual(sockets[0]!.sent.slice(2), [
		{ run: 's1', kind: 'stop' },
		{ run: 's2', kind: 'stop' },
	]);
	sockets[0]!.receive({
		run: 's1',
		seq: 1,
		kind: 'end',
		at: 0,
		reason: 'stopped',
		code: 0,
		message: 'Stopped.',
	});
	mock.timers.tick(1999);
	assert.deepEqual(kinds(unanswered.events), []);
	mock.timers.tick(1);
	sockets[0]!.receive({ run: 's2', seq: 1, kind: 'running' });
	assert.deepEqual(kinds(answered.events), ['end 1 stopped Stopped.']);
	assert.deepEqual(kinds(unanswered.events), ['end 1 stopped Stopped.']);
});

timed('a run that another connection has sent meanwhile goes on, whatever kept the first from it', async () => {
	const { sockets, start } = setup();
	const { events } = start(request);
	sockets[0]!.onclose!({ code: 1006 });
	mock.timers.tick(250);
	sockets[1]!.onopen!();
	await settled();
	sockets[1]!.receive({ run: 's1', seq: 1, kind: 'running' });
	assert.deepEqual(kinds(events), ['running']);
});

for (const [what, answer, key] of [
	['a server that has the page for another site', 403, 'origin'],
	['a server that no websocket gets to', 426, 'socket'],
	['a proxy that knows no such address', 404, 'socket'],
	['a proxy whose server is gone', 502, 'unreachable'],
	['a server that has had enough of this network', 429, 'unreachable'],
	['nobody', new TypeError('Failed to fetch'), 'unreachable'],
] as const) {
	test(`why there is no connection, from ${what}: ${key}`, async () => {
		const asked: unknown[] = [];
		const fetch = (url: string, init?: RequestInit): Promise<Response> => {
			asked.push(url, init?.method);
			return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(new Response('', { status: answer }));
		};
		assert.equal(await diagnose(fetch, '/course/run'), key);
		assert.deepEqual(asked, ['/course/run', 'POST']);
	});
}
