import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { Config } from '../config';
import type { Carrier, Event, Run, Start } from './contract';
import { server } from './server';

/** The other side of a websocket, in the hands of a test. */
class FakeSocket {
	onopen: (() => void) | null = null;
	onmessage: ((event: { data: unknown }) => void) | null = null;
	onclose: (() => void) | null = null;
	readonly sent: Record<string, unknown>[] = [];
	closed: number | undefined;

	send(text: string): void {
		this.sent.push(JSON.parse(text) as Record<string, unknown>);
	}

	close(code: number): void {
		this.closed = code;
	}

	receive(frame: object): void {
		this.onmessage!({ data: JSON.stringify(frame) });
	}
}

const request: Start = { snippet: 'gather/three-tasks', clock: 'virtual', lang: 'en' };

/** A carrier, the sockets that it has opened, and the means to start runs on it. */
function setup(): { carrier: Carrier; sockets: FakeSocket[]; start: (request: Start) => { run: Run; events: Event[] } } {
	const sockets: FakeSocket[] = [];
	const carrier = server({} as Config, () => {
		sockets.push(new FakeSocket());
		return sockets.at(-1) as unknown as WebSocket;
	});
	return {
		carrier,
		sockets,
		start(request) {
			const events: Event[] = [];
			return { run: carrier.start(request, (event) => events.push(event)), events };
		},
	};
}

const kinds = (events: Event[]): string[] => events.map((event) => (event.kind === 'end' ? `end ${event.seq} ${event.reason} ${event.message}` : event.kind));

test('runs share a connection, which warm opens, and their requests wait for it', () => {
	const { carrier, sockets, start } = setup();
	carrier.warm!('gather/three-tasks');
	const first = start(request);
	const second = start({ ...request, files: { 'main.go': 'package main' }, lang: 'zh' });
	second.run.stdin('one\n');
	assert.equal(sockets.length, 1);
	const socket = sockets[0]!;
	assert.deepEqual(socket.sent, []);
	socket.onopen!();
	assert.deepEqual(socket.sent, [
		{ run: 's1', kind: 'start', snippet: 'gather/three-tasks', clock: 'virtual', lang: 'en' },
		{ run: 's2', kind: 'start', snippet: 'gather/three-tasks', files: { 'main.go': 'package main' }, clock: 'virtual', lang: 'zh' },
		{ run: 's2', kind: 'stdin', text: 'one\n' },
	]);
	socket.receive({ run: 's2', seq: 1, kind: 'building' });
	socket.receive({ run: 's1', seq: 1, kind: 'running' });
	socket.receive({ run: 's1', seq: 2, kind: 'end', at: 1, reason: 'exit', code: 0, message: '' });
	socket.receive({ run: 's9', seq: 1, kind: 'running' });
	assert.deepEqual(kinds(first.events), ['running', 'end 2 exit ']);
	assert.deepEqual(kinds(second.events), ['building']);
});

test('nothing is sent for a run that has ended', () => {
	const { sockets, start } = setup();
	const { run } = start(request);
	sockets[0]!.onopen!();
	sockets[0]!.receive({ run: 's1', seq: 1, kind: 'end', at: 1, reason: 'exit', code: 0, message: '' });
	run.stop();
	run.stdin('text');
	assert.equal(sockets[0]!.sent.length, 1);
});

test('when the connection breaks its runs end, and the next run opens another', () => {
	const { sockets, start } = setup();
	const { events } = start(request);
	sockets[0]!.onopen!();
	sockets[0]!.receive({ run: 's1', seq: 1, kind: 'running' });
	sockets[0]!.receive({ run: 's1', seq: 2, kind: 'stdout', at: 1000.5, text: 'x' });
	sockets[0]!.onclose!();
	assert.deepEqual(kinds(events), ['running', 'stdout', 'end 3 internal The connection to the server broke before the program had ended.']);
	assert.equal(events.at(-1)!.kind === 'end' && (events.at(-1) as { at: number }).at, 1000.5);
	start(request);
	assert.equal(sockets.length, 2);
});

test('a connection that cannot be opened is told as such', () => {
	const { sockets, start } = setup();
	const { events } = start({ ...request, lang: 'zh' });
	assert.deepEqual(events, []);
	sockets[0]!.onclose!();
	assert.deepEqual(kinds(events), ['end 1 internal 连不上服务器。未改动的程序仍可在浏览器中运行。']);
});

test('a frame that breaks the protocol closes the connection and ends its runs', (t) => {
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
		sockets[0]!.onclose!();
		assert.equal(sockets[0]!.closed, 4000);
		assert.deepEqual(kinds(events), ['end 1 internal Something went wrong on our side. The program is not at fault; try once more.']);
	}
});

test('stop asks the server, and waits for it only so long', () => {
	mock.timers.enable({ apis: ['setTimeout'] });
	try {
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
		sockets[0]!.receive({ run: 's1', seq: 1, kind: 'end', at: 0, reason: 'stopped', code: 0, message: 'Stopped.' });
		mock.timers.tick(1999);
		assert.deepEqual(kinds(unanswered.events), []);
		mock.timers.tick(1);
		sockets[0]!.receive({ run: 's2', seq: 1, kind: 'running' });
		assert.deepEqual(kinds(answered.events), ['end 1 stopped Stopped.']);
		assert.deepEqual(kinds(unanswered.events), ['end 1 stopped Stopped.']);
	} finally {
		mock.timers.reset();
	}
});
