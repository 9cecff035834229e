import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { ClassLink, type Listener } from './link';
import type { FromServer, Keyed, ToServer } from './protocol';

/** A websocket whose other end is the test. */
class Socket {
	readyState = 0;
	onopen?: () => void;
	onclose?: () => void;
	onmessage?: (event: { data: string }) => void;
	readonly sent: ToServer[] = [];

	send(text: string): void {
		this.sent.push(JSON.parse(text) as ToServer);
	}

	close(): void {
		this.readyState = 3;
	}

	/** The connection is there. */
	open(): void {
		this.readyState = 1;
		this.onopen?.();
	}

	/** The network breaks. */
	break(): void {
		this.readyState = 3;
		this.onclose?.();
	}

	receive(frame: FromServer): void {
		this.onmessage?.({ data: JSON.stringify(frame) });
	}
}

/** Returns a link that is open, its sockets, the first of which is connected, and what its listener was told. */
function opened(t: TestContext): { link: ClassLink; sockets: Socket[]; told: (boolean | string)[]; stir: () => void } {
	t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
	const sockets: Socket[] = [];
	const told: (boolean | string)[] = [];
	let stir = (): void => {};
	const listener: Listener = {
		hello: () => ({ kind: 'hello', token: 'T', lang: 'en' }),
		receive: ({ kind }) => told.push(kind),
		connected: (connected) => told.push(connected),
	};
	const means = {
		connect: () => {
			const socket = new Socket();
			sockets.push(socket);
			return socket as unknown as WebSocket;
		},
		random: () => 1,
		stirring: (call: () => void) => (stir = call),
	};
	const link = new ClassLink(means, listener);
	link.open();
	sockets[0]!.open();
	return { link, sockets, told, stir: () => stir() };
}

const vote: Keyed = { kind: 'vote', key: 'k1234567', asking: 'A', round: 1, value: '2' };
const hello: ToServer = { kind: 'hello', token: 'T', lang: 'en' };

test('hello comes first, and all again after a break', (t) => {
	const { sockets, told } = opened(t);
	assert.deepEqual(sockets[0]!.sent, [hello]);
	sockets[0]!.break();
	t.mock.timers.tick(1000);
	sockets[1]!.open();
	assert.deepEqual(sockets[1]!.sent, [hello]);
	assert.deepEqual(told, [true, false, true]);
});

test('what is not acknowledged is sent again, with its key, and what is comes once', (t) => {
	const { link, sockets } = opened(t);
	link.keep(vote);
	sockets[0]!.break();
	link.keep({ kind: 'hand', key: 'k7654321', up: true });
	t.mock.timers.tick(1000);
	sockets[1]!.open();
	assert.deepEqual(sockets[1]!.sent.slice(1), [vote, { kind: 'hand', key: 'k7654321', up: true }]);
	link.settle(vote.key);
	sockets[1]!.break();
	t.mock.timers.tick(2000);
	sockets[2]!.open();
	assert.deepEqual(sockets[2]!.sent.slice(1), [{ kind: 'hand', key: 'k7654321', up: true }]);
});

test('attempts come ever later, and at once when the network is back', (t) => {
	const { sockets, stir } = opened(t);
	sockets[0]!.break();
	t.mock.timers.tick(1000);
	sockets[1]!.break();
	t.mock.timers.tick(1000);
	assert.equal(sockets.length, 2);
	stir();
	assert.equal(sockets.length, 3);
});

test('a connection that falls silent is given up', (t) => {
	const { sockets, told } = opened(t);
	t.mock.timers.tick(10_000);
	assert.deepEqual(sockets[0]!.sent.at(-1), { kind: 'ping' });
	sockets[0]!.receive({ kind: 'pong' });
	t.mock.timers.tick(19_000);
	assert.equal(sockets.length, 1);
	t.mock.timers.tick(1000);
	assert.equal(told.at(-1), false);
	t.mock.timers.tick(1000);
	assert.equal(sockets.length, 2);
});

test('a link that was closed stays closed', (t) => {
	const { link, sockets } = opened(t);
	link.close();
	sockets[0]!.break();
	t.mock.timers.tick(60_000);
	assert.equal(sockets.length, 1);
});
