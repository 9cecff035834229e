/**
 * The run contract, as package server/play states it, for the page.
 *
 * A carrier runs programs: in a worker of this browser, or on the server. A run emits events. Their seq is 1, 2, 3, …
 * without gaps; `end` is the last, and there is exactly one, whatever happens. No event is emitted before start() has
 * returned.
 */

import type messages from '../../../server/play/messages.json';
import type { Facts } from './facts';
import type { Moment } from './moment';

/** The languages of the tour. */
export type Lang = 'en' | 'zh';

/** A remark about the source: the compiler's, the race detector's or the server's. */
export interface Diagnostic {
	file: string;
	/** From 1; 0: the whole file. */
	line: number;
	/** From 1, in bytes of UTF-8; 0: unknown. */
	column: number;
	/** "error", "race" or, about a program that compiles, "warning", which is from the page's own builder alone */
	severity: string;
	message: string;
}

/**
 * Why a run ended: `exit` by itself, with its code; `build`, it did not compile;
 * `stopped` by the reader; over a limit of time, memory or output; the server
 * was `busy`, or `refused` the request; `internal`, our fault.
 */
export type Reason = 'exit' | 'build' | 'stopped' | 'timeout' | 'memory' | 'output' | 'busy' | 'refused' | 'internal';

/** The fields of an event, by its kind. */
export type Detail =
	/** `position` runs wait before this one. */
	| { kind: 'queued'; position: number }
	/** `by`: where the program is built; only from the page's own carrier. */
	| { kind: 'building'; by?: 'page' | 'server' }
	| { kind: 'diagnostics'; items: Diagnostic[] }
	| { kind: 'running' }
	/** The program begins to wait for input: there is none. */
	| { kind: 'reading' }
	/**
	 * `lost`: nothing comes from the server any more, and another connection is sought; else there is one again. Only
	 * from the page's own carrier.
	 */
	| { kind: 'connection'; lost: boolean }
	/** `at`: milliseconds since the program started, on the program's clock. */
	| { kind: 'stdout' | 'stderr'; at: number; text: string }
	/**
	 * The moments since the last one. `raw`: their piece of the execution trace, in base64; `message`: why there are
	 * no more, or ''; `facts`: in the last one, of all moments; `missed`: as of an end.
	 */
	| { kind: 'trace'; moments: Moment[]; raw: string; message: string; facts?: Facts; missed?: true }
	/**
	 * A check of an exercise has passed, or has failed; `text` is what it measured, in English. They come in the order
	 * of their declaration, and those that a run has not come to have failed. `version`: the hash of the checks.
	 */
	| { kind: 'check'; name: string; ok: boolean; text: string; version: string }
	/**
	 * `code` is valid if the reason is `exit`; `message` is for the reader, '' if all went well. `missed`: a file or
	 * an address that the run takes was not there, which `message` is about; only from the page's own carriers.
	 */
	| { kind: 'end'; at: number; reason: Reason; code: number; message: string; missed?: true };

export type Event = { run: string; seq: number } & Detail;

/**
 * `virtual`: sleeping takes no time; order and `at` are the same as by the real clock. `slow`: the program's time
 * passes at a quarter of the pace.
 */
export type ClockKind = 'real' | 'virtual' | 'slow';

/** The factor of a sleep in slow motion, the same as in server/play. */
export const slowness = 4;

export interface Start {
	/** "gather/three-tasks" */
	snippet: string;
	/** File name to source, if the reader has edited it; absent: as published. */
	files?: Record<string, string>;
	clock: ClockKind;
	/** Whether to run it with the race detector, which the server alone may have. */
	race?: boolean;
	/** Whether to trace the program's goroutines. */
	trace?: boolean;
	/** Whether to run the checks of the exercise in place of the program, which then has files. */
	check?: boolean;
	/** The one check to run; absent: all of them. */
	only?: string;
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
	/** Prepares for a likely run: of a published snippet, or, without one, of an edited program. */
	warm?(snippet?: string): void;
}

/** Names a sentence of server/play/messages.json. */
export type MessageKey = keyof (typeof messages)['en'];
