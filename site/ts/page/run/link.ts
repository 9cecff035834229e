import type { Event, MessageKey } from '../../contract/run';
import { type Gap, parseFrame } from './frame';

/** WebSocket.OPEN, which a test's Node need not have. */
const openState = 1;

/** The functions of the browser that a link uses. */
export interface Means {
	connect(): WebSocket;
	/** An unguessable name for a run, of at least 32 digits. */
	name(): string;
	/** From 0 to 1. */
	random(): number;
	/** Resolves with the sentence for why there is no connection. */
	diagnose(): Promise<MessageKey>;
	/** Calls leave when the page is closed for good. */
	leaving(leave: () => void): void;
}

/** A run that a link carries. */
export interface LinkedRun {
	readonly name: string;
	/** Whether the server may have received it. */
	readonly sent: boolean;
	/** Sends the start or the resume of the run over a new connection. */
	introduce(): void;
	/** Tells that nothing comes from the server any more, or that there is a connection again. */
	connection(lost: boolean): void;
	/** Receives an event from the server. It throws if one before it is missing. */
	receive(event: Event | Gap): void;
	/** Ends the run in this page, as internal. */
	fail(why: MessageKey): void;
}

/** The close code for a frame that breaks the protocol, for whoever reads the server's log. */
const badFrame = 4000;

/**
 * The close codes of a server after which another connection would break in the same way: a frame broke the protocol,
 * or was too large.
 */
const hopeless: ReadonlySet<number | undefined> = new Set([1002, 1003, 1007, 1008, 1009]);

/** The milliseconds that the server keeps a run without a connection (server/play/limits.go). */
const resumeTime = 120_000;

/**
 * The wait before the nth attempt to reconnect is random, up to firstWait × 2ⁿ milliseconds, and longestWait at most:
 * a classroom does not return all at once.
 */
const firstWait = 500;
const longestWait = 10_000;

/** The milliseconds of a tick, by which a link counts how long nothing has arrived. */
const tick = 1000;

/**
 * The ticks in silence after which the server is asked for a sign of life, and those after which the connection is
 * given up, opened or not. They are counted, because a page that was busy or asleep has received nothing either.
 */
const askAfter = 5;
const lostAfter = 10;

/**
 * The connection to the server. If it breaks, or falls silent, while there are runs, another one resumes them. They
 * are told if there is none within half a silence.
 */
export class Link {
	readonly #means: Means;
	readonly #runs = new Map<string, LinkedRun>();
	#socket: WebSocket | undefined;
	#opened = false;
	/** The attempts to connect since a frame arrived. */
	#attempts = 0;
	/**
	 * The connections since a frame arrived that fell silent. Each may be silent for twice as long as the one before:
	 * on a slow line a frame takes its time.
	 */
	#silences = 0;
	/** The ticks since this connection was sought, was opened or brought something. */
	#silence = 0;
	/** The ticks without a connection. */
	#absence = 0;
	#ticking: ReturnType<typeof setInterval> | undefined;
	/** Whether runs have been told that there is no connection. */
	#lost = false;
	#retry: ReturnType<typeof setTimeout> | undefined;
	#giveUp: ReturnType<typeof setTimeout> | undefined;

	constructor(means: Means) {
		this.#means = means;
		means.leaving(() => {
			for (const name of this.#runs.keys()) {
				this.send({ run: name, kind: 'stop' });
			}
		});
	}

	/** Connects, unless it is connected or connecting. */
	open(): void {
		if (this.#socket !== undefined) {
			return;
		}
		clearTimeout(this.#retry);
		const socket = this.#means.connect();
		this.#socket = socket;
		this.#opened = false;
		this.#silence = 0;
		const current = (then: () => void) => () => this.#socket === socket && then();
		socket.onopen = current(() => this.#greet());
		socket.onclose = (event) => current(() => this.#closed(event.code))();
		socket.onmessage = ({ data }) => current(() => this.#receive(data))();
	}

	add(run: LinkedRun): void {
		if (this.#runs.size === 0) {
			this.#silence = 0;
			this.#absence = 0;
			if (!this.#opened && this.#attempts > 0) {
				// What earlier runs left behind may hang as what they waited for did.
				this.#drop();
			}
			this.#ticking = setInterval(() => this.#tick(), tick);
		}
		this.#runs.set(run.name, run);
		if (this.#opened) {
			run.introduce();
		} else {
			this.open();
		}
	}

	/** Removes a run: later events of it are ignored. */
	remove(run: LinkedRun): void {
		this.#runs.delete(run.name);
		if (this.#runs.size === 0) {
			clearInterval(this.#ticking);
			clearTimeout(this.#retry);
			clearTimeout(this.#giveUp);
			this.#giveUp = undefined;
			this.#lost = false;
			this.#silences = 0;
		}
	}

	/** Sends a frame, and reports whether there is a connection for it. */
	send(frame: object): boolean {
		// A closing connection drops the frame, and its close event comes later.
		if (!this.#opened || this.#socket?.readyState !== openState) {
			return false;
		}
		this.#socket.send(JSON.stringify(frame));
		return true;
	}

	/** Asks the server for a sign of life, or gives the connection up. */
	#tick(): void {
		if (!this.#opened && ++this.#absence >= askAfter) {
			this.#tell(true);
		}
		const patience = this.#opened ? 2 ** this.#silences : 1;
		this.#silence++;
		if (this.#silence === askAfter * patience) {
			this.send({ kind: 'ping' });
		} else if (this.#silence >= lostAfter * patience && this.#socket) {
			const socket = this.#socket;
			this.#silences += Number(this.#opened);
			this.#closed(undefined);
			this.#tell(true);
			socket.close();
		}
	}

	/** Tells the runs whether there is a connection, unless they know. */
	#tell(lost: boolean): void {
		if (this.#lost !== lost) {
			this.#lost = lost;
			for (const run of this.#runs.values()) {
				run.connection(lost);
			}
		}
	}

	#greet(): void {
		this.#opened = true;
		this.#silence = 0;
		this.#absence = 0;
		clearTimeout(this.#giveUp);
		this.#giveUp = undefined;
		this.#tell(false);
		for (const run of this.#runs.values()) {
			run.introduce();
		}
	}

	#receive(data: unknown): void {
		this.#attempts = 0;
		this.#silences = 0;
		this.#silence = 0;
		try {
			const event = parseFrame(data);
			if (event.kind !== 'pong') {
				this.#runs.get(event.run)?.receive(event);
			}
		} catch (error) {
			console.error('run on the server:', error);
			this.#drop(badFrame);
			this.#fail('internal');
		}
	}

	/** Closes the connection, if there is one; what still comes over it is ignored. */
	#drop(code?: number): void {
		const socket = this.#socket;
		this.#socket = undefined;
		this.#opened = false;
		socket?.close(code);
	}

	#closed(code: number | undefined): void {
		this.#socket = undefined;
		this.#opened = false;
		if (hopeless.has(code)) {
			this.#fail('interrupted');
		}
		void this.#explain([...this.#runs.values()].filter((run) => !run.sent));
		if (this.#runs.size > 0) {
			this.#giveUp ??= setTimeout(() => this.#fail('interrupted'), resumeTime);
			this.#retry = setTimeout(
				() => this.open(),
				this.#means.random() * Math.min(firstWait * 2 ** this.#attempts++, longestWait),
			);
		}
	}

	/** Ends runs that were never sent, unless another attempt has sent them meanwhile. */
	async #explain(runs: LinkedRun[]): Promise<void> {
		if (runs.length > 0) {
			const why = await this.#means.diagnose();
			runs.filter((run) => !run.sent).forEach((run) => run.fail(why));
		}
	}

	#fail(why: MessageKey): void {
		for (const run of [...this.#runs.values()]) {
			run.fail(why);
		}
	}
}
