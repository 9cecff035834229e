import type { Config } from '../config';
import type { Carrier, Event, Reason, Run, Start } from './contract';
import { parseFrame } from './frame';
import { message, type MessageKey } from './message';

const subprotocol = 'tour.run.v1';

/** So many milliseconds after a stop the run ends in any case. */
const patience = 2000;

/** Says that a frame has broken the protocol, to whoever looks at why the connection was closed. */
const badFrame = 4000;

/** Runs programs on the server, over one websocket that they share. */
export function server(config: Config, connect = () => openSocket(config)): Carrier {
	return new Server(connect);
}

function openSocket(config: Config): WebSocket {
	const url = new URL(`${config.base}run`, location.href);
	url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
	return new WebSocket(url, subprotocol);
}

class Server implements Carrier {
	#connection: Connection | undefined;
	#runs = 0;

	constructor(readonly connect: () => WebSocket) {}

	start(request: Start, emit: (event: Event) => void): Run {
		return new ServerRun(`s${++this.#runs}`, request, this.#connected(), emit);
	}

	warm(): void {
		this.#connected();
	}

	#connected(): Connection {
		if (this.#connection === undefined || this.#connection.closed) {
			this.#connection = new Connection(this.connect());
		}
		return this.#connection;
	}
}

/** A websocket, from its opening to its end, and the runs that are under way on it. */
class Connection {
	readonly #socket: WebSocket;
	readonly #runs = new Map<string, ServerRun>();
	/** What is to be sent once the socket is open; undefined when it is. */
	#unsent: string[] | undefined = [];
	closed = false;

	constructor(socket: WebSocket) {
		this.#socket = socket;
		socket.onopen = () => this.#open();
		socket.onmessage = ({ data }) => this.#receive(data);
		socket.onclose = () => this.#close(this.#unsent === undefined ? 'interrupted' : 'unreachable');
	}

	add(run: ServerRun): void {
		this.#runs.set(run.name, run);
	}

	/** Forgets a run: what still comes of it is ignored. */
	remove(run: ServerRun): void {
		this.#runs.delete(run.name);
	}

	send(frame: object): void {
		const text = JSON.stringify(frame);
		if (this.#unsent === undefined) {
			this.#socket.send(text);
		} else {
			this.#unsent.push(text);
		}
	}

	#open(): void {
		const unsent = this.#unsent ?? [];
		this.#unsent = undefined;
		for (const text of unsent) {
			this.#socket.send(text);
		}
	}

	#receive(data: unknown): void {
		try {
			const event = parseFrame(data);
			this.#runs.get(event.run)?.receive(event);
		} catch (error) {
			console.error('run on the server:', error);
			this.#socket.close(badFrame);
			this.#close('internal');
		}
	}

	/** The end of the connection, and of all that runs on it. */
	#close(why: MessageKey): void {
		this.closed = true;
		for (const run of this.#runs.values()) {
			run.end('internal', why);
		}
	}
}

class ServerRun implements Run {
	#seq = 0;
	#at = 0;
	#over = false;
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(
		readonly name: string,
		readonly request: Start,
		readonly connection: Connection,
		readonly emit: (event: Event) => void,
	) {
		const { snippet, files, clock, lang } = request;
		connection.add(this);
		connection.send({ run: name, kind: 'start', snippet, ...(files && { files }), clock, lang });
	}

	stop(): void {
		if (!this.#over && this.#timer === undefined) {
			this.connection.send({ run: this.name, kind: 'stop' });
			this.#timer = setTimeout(() => this.end('stopped', 'stopped'), patience);
		}
	}

	stdin(text: string): void {
		if (!this.#over) {
			this.connection.send({ run: this.name, kind: 'stdin', text });
		}
	}

	/** Takes an event from the server. It throws if that is not the next one. */
	receive(event: Event): void {
		if (event.seq !== this.#seq + 1) {
			throw new Error(`run ${this.name}: event ${event.seq} follows event ${this.#seq}`);
		}
		this.#seq = event.seq;
		if ('at' in event) {
			this.#at = event.at;
		}
		if (event.kind === 'end') {
			this.#finish();
		}
		this.emit(event);
	}

	/** Ends the run on this side. */
	end(reason: Reason, why: MessageKey): void {
		if (!this.#over) {
			this.#finish();
			this.emit({ run: this.name, seq: this.#seq + 1, kind: 'end', at: this.#at, reason, code: 0, message: message(this.request.lang, why) });
		}
	}

	#finish(): void {
		this.#over = true;
		clearTimeout(this.#timer);
		this.connection.remove(this);
	}
}
