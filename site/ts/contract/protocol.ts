/** What the page and a run's worker say to each other. Types only: the worker is to load nothing of the page's. */

import type { Lang } from '../page/config';
import type { Completion } from '../worker/build/completer';
import type { ClockKind, Diagnostic, Reason } from './run';
import type { End, Facts } from './facts';
import type { Limits } from './limits';
import type { MessageKey } from './message';
import type { Moment } from './moment';

/** Where a program comes from: fetched, or built from source by a POST. */
export type Source = { url: string } | { build: string; files: Record<string, string>; trace?: boolean; lang: Lang };

/** To a worker that stays, the workshop: it gets programs for the others, and formats. */
export type ToWorkshop =
	/** Gets a module that is likely to be wanted. */
	| { kind: 'compile'; url: string }
	/** Gets a program and sends its Supply through the port, whose other end is with the worker that will run it. */
	| { kind: 'supply'; id: string; source: Source; port: MessagePort }
	/** The program of that id is no longer wanted. */
	| { kind: 'abandon'; id: string }
	| { kind: 'format'; id: number; url: string; source: string };

/** To a worker that runs one program and is thrown away. */
export type ToRunner =
	/** Runs the program that comes through the port, and tells of its trace or not. */
	{ kind: 'run'; clock: ClockKind; trace: boolean; limits: Limits; port: MessagePort } | { kind: 'stdin'; text: string };

/** To the worker that holds Go's toolchain. Nothing is answered before it has been opened. */
export type ToBuilder =
	/** Loads the toolchain described at `description`; `known`: it has all been here before. */
	| { kind: 'open'; description: string; source: string; complete: string; known: boolean }
	/** Builds a program, to be traced or not, and sends its Supply through the port, whose other end is with the worker that will run it. */
	| { kind: 'make'; id: string; files: Record<string, string>; trace?: boolean; lang: Lang; port: MessagePort }
	/** The program of that id is no longer wanted. */
	| { kind: 'drop'; id: string }
	/** Says what is wrong with a program. */
	| { kind: 'review'; id: string; files: Record<string, string>; trace?: boolean; lang: Lang }
	/** Says what could be written at a place in a source. */
	| { kind: 'complete'; id: string; source: string; offset: number };

/** To the worker that reads traces. */
export type ToTraceReader =
	/** Traces will come: they are read with the module at `url`. */
	| { kind: 'prepare'; url: string }
	/** A piece of the trace of the run of that id, the first of which begins it. */
	| { kind: 'read'; id: string; lang: Lang; piece: TracePiece }
	/** There is no more of it, and so the run ended. */
	| { kind: 'finish'; id: string; end: End }
	/** All moments of a run that is not read from a trace, and how it ended: their facts are wanted. */
	| { kind: 'sum'; id: string; moments: Moment[]; end: End };

/** To any worker: they all have the same script. */
export type ToWorker = ToWorkshop | ToRunner | ToBuilder | ToTraceReader;

/**
 * What the workshop sends to where the program is to run, or why it cannot. It
 * does not go by way of the page: a page that may not run WebAssembly cannot
 * receive a module either.
 */
export type Supply = { module: WebAssembly.Module } | { items: Diagnostic[]; ended: Ended };

/** A text that the program has written. */
export interface Text {
	kind: 'stdout' | 'stderr';
	at: number;
	text: string;
}

/** A piece of a program's execution trace, and what the program has written since the last one. */
export interface TracePiece {
	bytes: Uint8Array<ArrayBuffer>;
	/** `at`: when, in nanoseconds since the program started, on the clock that the trace has too. */
	writes: { stream: 'stdout' | 'stderr'; at: number; newlines: number }[];
	/** The program has ended its trace: what it did last is in it. */
	whole: boolean;
}

/** How a run ended. The page makes the sentence of `key`; `message` is one ready made. */
export interface Ended {
	kind: 'end';
	at: number;
	reason: Reason;
	code: number;
	key?: MessageKey;
	message?: string;
}

/** What gofmt answers; the items are about main.go. */
export type Formatted = { source: string } | { items: Diagnostic[] };

/** From the worker. */
export type FromWorker =
	| { kind: 'diagnostics'; items: Diagnostic[] }
	| { kind: 'running' }
	| { kind: 'texts'; texts: Text[] }
	| { kind: 'traced'; piece: TracePiece }
	/** What the trace of a run tells, of which `raw` is the piece; `failure`: why nothing reads it any more, or ''; `last`: there will be no more, and these are the facts, if they could be made. */
	| { kind: 'told'; id: string; moments: Moment[]; raw: Uint8Array; message: string; failure: string; facts?: Facts; last: boolean }
	| Ended
	| { kind: 'formatted'; id: number; result: Formatted }
	| { kind: 'unformatted'; id: number; error: string }
	/** Of what was asked of the toolchain so many bytes have arrived, compressed. */
	| { kind: 'loaded'; bytes: number; total: number }
	| { kind: 'opened' }
	/** The toolchain could not be loaded. */
	| { kind: 'shut'; error: string }
	/** The worker begins with a make, a review or a completion, or makes ahead what it has reviewed; and is done with it. */
	| { kind: 'began'; id: string }
	| { kind: 'made'; id: string }
	| { kind: 'reviewed'; id: string; items: Diagnostic[] }
	| { kind: 'completed'; id: string; items: Completion[] };
