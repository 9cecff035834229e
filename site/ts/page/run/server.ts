import type { Fetch } from '../../load/fetching';
import type { Config } from '../config';
import type { Carrier, Detail, Event, MessageKey, Reason, Run, Start } from '../../contract/run';
import { message } from './sentence';
import type { Gap } from './frame';
import { Link, type LinkedRun, type Means } from './link';

const subprotocol = 'tour.run.v1';

/** The milliseconds after a stop until the run ends in any case. */
const patience = 2000;

/** Runs programs on the server, over one websocket that they share. */
export function server(config: Config, means: Means = browserMeans(config)): Carrier {
	return new Server(means);
}

function browserMeans(config: Config): Means {
	return {
		connect() {
			const url = new URL(`${config.base}run`, location.href);
			url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
			return new WebSocket(url, subprotocol);
		},
		name: () =>
			Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
				'',
			),
		random: Math.random,
		diagnose: () => diagnose((url, init) => fetch(url, init), `${config.base}run`),
		// A page in the back/forward cache resumes its runs when it is shown again.
		leaving: (leave) => addEventListener('pagehide', ({ persisted }) => persisted || leave()),
	};
}

/** The milliseconds that the server may take to say why there is no connection. */
const diagnosis = 5000;

/**
 * Returns the sentence for why there is no websocket at url, which a page cannot learn from the websocket itself: the
 * server replies to another request there with 403 if it takes the page for another site's, and with 426 or, from a
 * proxy, another status below 500 if only websockets do not come through.
 */
export async function diagnose(fetch: Fetch, url: string): Promise<MessageKey> {
	try {
		// Not every browser sends an Origin with a GET.
		const { status } = await fetch(url, { method: 'POST', signal: AbortSignal.timeout(diagnosis) });
		if (status === 403) {
			return 'origin';
		}
		return status < 500 && status !== 429 ? 'socket' : 'unreachable';
	} catch {
		return 'unreachable';
	}
}

class Server implements Carrier {
	readonly #link: Link;

	constructor(readonly means: Means) {
		this.#link = new Link(means);
	}

	start(request: Start, emit: (event: Event) => void): Run {
		const run = new ServerRun(this.means.name(), request, this.#link, emit);
		this.#link.add(run);
		return run;
	}

	warm(): void {
		this.#link.open();
	}
}

/** Input of a program, numbered from 1 in its run; `last`: no more follows. */
interface Input {
	input: number;
	text: string;
	last?: true;
}

/** A run on the server, over one or more connections. */
class ServerRun implements Run, LinkedRun {
	/** Of the last event that the server has sent. */
	#seq = 0;
	/** How many events have been emitted. */
	#emitted = 0;
	#at = 0;
	#over = false;
	/** Whether the server may have received the run. */
	sent = false;
	/** All of the input: what a broken connection may have lost is sent again, and the server ignores what it has. */
	readonly #input: Input[] = [];
	#stopping: ReturnType<typeof setTimeout> | undefined;

	/** The name is unguessable: it entitles to resume the run. */
	constructor(
		readonly name: string,
		readonly request: Start,
		readonly link: Link,
		readonly emit: (event: Event) => void,
	) {}

	stop(): void {
		if (!this.#over && this.#stopping === undefined) {
			this.link.send({ run: this.name, kind: 'stop' });
			this.#stopping = setTimeout(() => this.#end('stopped', 'stopped'), patience);
		}
	}

	stdin(text: string, last = false): void {
		if (this.#over) {
			return;
		}
		const input: Input = { input: this.#input.length + 1, text, ...(last && { last }) };
		this.#input.push(input);
		this.link.send({ run: this.name, kind: 'stdin', ...input });
	}

	/**
	 * Sends the run over a new connection. If no event has arrived, perhaps the start has not either: it is sent
	 * again, and counts as a resume if the server has the run.
	 */
	introduce(): void {
		const { snippet, files, trace, check, only, clock, race, lang } = this.request;
		const { name: run, link } = this;
		const start = {
			run,
			kind: 'start',
			snippet,
			...(files && { files }),
			...(trace && { trace }),
			...(check && { check }),
			...(only !== undefined && { only }),
			clock,
			...(race && { race }),
			lang,
		};
		link.send(this.#seq === 0 ? start : { run, kind: 'resume', after: this.#seq, lang });
		this.sent = true;
		for (const input of this.#input) {
			link.send({ run, kind: 'stdin', ...input });
		}
		if (this.#stopping !== undefined) {
			link.send({ run, kind: 'stop' });
		}
	}

	connection(lost: boolean): void {
		if (this.sent && !this.#over) {
			this.#emit({ kind: 'connection', lost });
		}
	}

	/** Receives an event from the server. It throws if one before it is missing. */
	receive(event: Event | Gap): void {
		if (event.seq <= this.#seq) {
			return; // received already, over another connection
		}
		const from = event.kind === 'gap' ? event.from : event.seq;
		if (from > this.#seq + 1) {
			throw new Error(`run ${this.name}: event ${from} follows event ${this.#seq}`);
		}
		this.#seq = event.seq;
		if ('at' in event) {
			this.#at = event.at;
		}
		if (event.kind === 'end') {
			this.link.remove(this);
		}
		if (this.#over) {
			return; // ended in this page already
		}
		if (event.kind === 'end') {
			this.#finish();
		}
		this.#emit(
			event.kind === 'gap'
				? { kind: 'stderr', at: this.#at, text: `${message(this.request.lang, 'gap')}\n` }
				: event,
		);
	}

	/** Emits an event, with its number in this page, where the server's numbers may have gaps. */
	#emit(event: Detail): void {
		this.emit({ ...event, run: this.name, seq: ++this.#emitted });
	}

	/** Ends the run in this page, as internal, and removes it. */
	fail(why: MessageKey): void {
		this.link.remove(this);
		this.#end('internal', why);
	}

	/** Ends the run in this page. A server that has it still gets a stop. */
	#end(reason: Reason, why: MessageKey): void {
		if (!this.#over) {
			this.#finish();
			this.#emit({
				kind: 'end',
				at: this.#at,
				reason,
				code: 0,
				message: message(this.request.lang, why),
				...(why === 'unreachable' && { missed: true }),
			});
		}
	}

	#finish(): void {
		this.#over = true;
		clearTimeout(this.#stopping);
	}
}
