/**
 * The run contract, as package server/play states it, for the page.
 *
 * A carrier runs programs somewhere: in a worker of this browser, or on the
 * server. Whoever starts a run is told of it in events. Their seq counts 1, 2,
 * 3, … without gaps; `end` is the last and there is exactly one of it, whatever
 * happens. No event comes before start() has returned.
 */

import type messages from '../../../server/play/messages.json';
import type { Facts } from './facts';
import type { Moment } from './moment';

/** The languages of the tour. */
export type Lang = 'en' | 'zh';

/** A remark about the source: the compiler's, the race detector's or the server's. */
export interface Diagnostic {
	file: string;
	/** From 1; 0 where the remark is about the whole file. */
	line: number;
	/** From 1, in bytes of UTF-8; 0 where unknown. */
	column: number;
	/** "error" or "race" */
	severity: string;
	message: string;
}

/**
 * Why a run ended: `exit` by itself, with its code; `build`, it did not compile;
 * `stopped` by the reader; over a limit of time, memory or output; the server
 * was `busy`, or `refused` the request; `internal`, our fault.
 */
export type Reason = 'exit' | 'build' | 'stopped' | 'timeout' | 'memory' | 'output' | 'busy' | 'refused' | 'internal';

/** What an event says, by its kind. */
export type Detail =
	/** `position` runs wait before this one. */
	| { kind: 'queued'; position: number }
	/** `by`: where the program is built, which only the page's own carrier tells. */
	| { kind: 'building'; by?: 'page' | 'server' }
	| { kind: 'diagnostics'; items: Diagnostic[] }
	| { kind: 'running' }
	/** The program begins to wait for input: there is none. */
	| { kind: 'reading' }
	/** `at`: milliseconds since the program started, on the program's clock. */
	| { kind: 'stdout' | 'stderr'; at: number; text: string }
	/**
	 * What has happened since the last one. `raw`: the piece of the execution trace that tells it, in base64; `message`
	 * says why no more of it can be told, or ''; `facts`: in the last one, of all moments.
	 */
	| { kind: 'trace'; moments: Moment[]; raw: string; message: string; facts?: Facts }
	/** `code` counts where the reason is `exit`; `message` is for the reader, '' when all went well. */
	| { kind: 'end'; at: number; reason: Reason; code: number; message: string };

export type Event = { run: string; seq: number } & Detail;

/**
 * `virtual`: sleeping costs no time; order and `at` are as they would have been. `slow`: the program's time
 * passes at a quarter of the pace.
 */
export type ClockKind = 'real' | 'virtual' | 'slow';

/** How many times as long as it says a sleep takes in slow motion: server/play has the same. */
export const slowness = 4;

export interface Start {
	/** "gather/three-tasks" */
	snippet: string;
	/** File name to source, where the reader has edited it; absent: as published. */
	files?: Record<string, string>;
	clock: ClockKind;
	/** Whether to run it with the race detector, which the server alone may have. */
	race?: boolean;
	/** Whether to tell what the program's goroutines do. */
	trace?: boolean;
	/** The language of messages. */
	lang: Lang;
}

/** A run that has been started. Both methods do nothing once it has ended. */
export interface Run {
	stop(): void;
	/** Gives the program text to read. `last`: no more follows; '' ends its input too. */
	stdin(text: string, last?: boolean): void;
}

export interface Carrier {
	start(request: Start, emit: (event: Event) => void): Run;
	/**
	 * Prepares for a run that is likely to come: of the snippet as published, or, without one, of what the
	 * reader has edited.
	 */
	warm?(snippet?: string): void;
}

/** Names a sentence of server/play/messages.json. */
export type MessageKey = keyof (typeof messages)['en'];
