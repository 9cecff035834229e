import type { FromServer, Keyed, ToServer } from './protocol';

/** The functions of the browser that a link uses. */
export interface Means {
	connect(): WebSocket;
	/** From 0 to 1. */
	random(): number;
	/** Calls back when the browser has a network again, or the page is shown again. */
	stirring(call: () => void): void;
}

/** What a link is for. */
export interface Listener {
	/** Returns the first frame of a new connection. */
	hello(): ToServer;
	receive(frame: FromServer): void;
	/** There is a connection, and all is sent; or there is none. */
	connected(connected: boolean): void;
}

/** WebSocket.OPEN, which a test's Node need not have. */
const openState = 1;

/**
 * The wait before the nth attempt to reconnect is random, up to firstWait × 2ⁿ milliseconds, and longestWait at most:
 * a class does not return all at once.
 */
const firstWait = 1000;
const longestWait = 8000;

/** The milliseconds of a tick, by which a link counts how long nothing has arrived. */
const tick = 1000;

/**
 * The ticks in silence after which the server is asked for a sign of life, and those after which the connection is
 * given up. They are counted: a page that was asleep has received nothing either.
 */
const askAfter = 10;
const lostAfter = 20;

/**
 * The connection of a page to its class. If it breaks, or falls silent, another one takes its place, and what was not
 * acknowledged is sent again: its key has it counted once.
 */
export class ClassLink {
	readonly #means: Means;
	readonly #listener: Listener;
	/** What is not acknowledged, in order, by key. */
	readonly #unsure = new Map<string, Keyed>();
	#socket: WebSocket | undefined;
	#opened = false;
	#attempts = 0;
	#silence = 0;
	#ticking: ReturnType<typeof setInterval> | undefined;
	#retry: ReturnType<typeof setTimeout> | undefined;

	constructor(means: Means, listener: Listener) {
		this.#means = means;
		this.#listener = listener;
		means.stirring(() => {
			if (this.#ticking !== undefined && !this.#socket) {
				this.#attempts = 0;
				this.#connect();
			}
		});
	}

	/** Connects, and stays connected until it is closed. */
	open(): void {
		this.#ticking ??= setInterval(() => this.#tick(), tick);
		if (!this.#socket) {
			this.#connect();
		}
	}

	/** Ends the connection for good. */
	close(): void {
		clearInterval(this.#ticking);
		clearTimeout(this.#retry);
		this.#ticking = undefined;
		const socket = this.#socket;
		this.#socket = undefined;
		this.#opened = false;
		this.#unsure.clear();
		socket?.close();
	}

	/** Sends a frame that is of no use later: without a connection it is dropped. */
	send(frame: ToServer): void {
		if (this.#opened && this.#socket?.readyState === openState) {
			this.#socket.send(JSON.stringify(frame));
		}
	}

	/** Sends a frame, now or once there is a connection, until it is acknowledged. */
	keep(frame: Keyed): void {
		this.#unsure.set(frame.key, frame);
		this.send(frame);
	}

	/** The frame of that key has arrived, or was refused: it is not sent again. */
	settle(key: string): void {
		this.#unsure.delete(key);
	}

	#connect(): void {
		clearTimeout(this.#retry);
		const socket = this.#means.connect();
		this.#socket = socket;
		this.#silence = 0;
		const current = (then: () => void) => () => this.#socket === socket && then();
		socket.onopen = current(() => this.#greet());
		socket.onclose = current(() => this.#lost());
		socket.onmessage = ({ data }) => current(() => this.#receive(data))();
	}

	#greet(): void {
		this.#opened = true;
		this.#silence = 0;
		this.send(this.#listener.hello());
		for (const frame of this.#unsure.values()) {
			this.send(frame);
		}
		this.#listener.connected(true);
	}

	#receive(data: unknown): void {
		this.#attempts = 0;
		this.#silence = 0;
		let frame: FromServer;
		try {
			frame = JSON.parse(String(data)) as FromServer;
		} catch (error) {
			console.error('class:', error); // another one will come
			return;
		}
		this.#listener.receive(frame);
	}

	#tick(): void {
		if (!this.#socket) {
			return;
		}
		this.#silence++;
		if (this.#silence === askAfter) {
			this.send({ kind: 'ping' });
		} else if (this.#silence >= lostAfter) {
			const socket = this.#socket;
			this.#lost();
			socket.close();
		}
	}

	#lost(): void {
		this.#socket = undefined;
		this.#opened = false;
		this.#listener.connected(false);
		if (this.#ticking !== undefined) {
			const wait = this.#means.random() * Math.min(firstWait * 2 ** this.#attempts++, longestWait);
			this.#retry = setTimeout(() => this.#connect(), wait);
		}
	}
}

/** Returns the browser's means, for a tour at that base. */
export function browserMeans(base: string): Means {
	return {
		connect() {
			const url = new URL(`${base}class`, location.href);
			url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
			return new WebSocket(url, 'tour.class.v1');
		},
		random: Math.random,
		stirring(call) {
			addEventListener('online', call);
			addEventListener('pageshow', call);
			document.addEventListener('visibilitychange', () => document.hidden || call());
		},
	};
}

/** Returns a key for a frame: nobody else's is the same. */
export function newKey(): string {
	return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
