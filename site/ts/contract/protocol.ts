/**
 * What the page and its workers post to each other. A worker plies one trade,
 * and each trade has messages of its own: what a builder is sent no other worker
 * can be sent. Types only.
 */

import type { Facts } from './facts';
import type { Limits } from './limits';
import type { Moment } from './moment';
import type { ClockKind, Diagnostic, Lang, MessageKey, Reason } from './run';

/** The messages of each trade: to its worker, and from it. */
export interface Trades {
	/** Gets programs for the others, and formats. It stays. */
	workshop: { to: ToWorkshop; from: FromWorkshop };
	/** Runs one Go program, and is thrown away. */
	runner: { to: ToRunner; from: FromRunner };
	/** Holds Go's toolchain. */
	builder: { to: ToBuilder; from: FromBuilder };
	/** Reads the traces of programs. */
	reader: { to: ToReader; from: FromReader };
	/** Runs Python. */
	python: { to: ToPython; from: FromPython };
}

export type Trade = keyof Trades;

// The workshop.

/** Where a program comes from: fetched, or built from source by a POST. */
export type Source = { url: string } | { build: string; files: Record<string, string>; trace?: boolean; lang: Lang };

export type ToWorkshop =
	/** Gets a module that is likely to be wanted. */
	| { kind: 'compile'; url: string }
	/** Gets a program and sends its Supply through the port, whose other end is with the worker that will run it. */
	| { kind: 'supply'; id: string; source: Source; port: MessagePort }
	/** The program of that id is no longer wanted. */
	| { kind: 'abandon'; id: string }
	/** Formats the file `name` of a program, with the module at `url`. */
	| { kind: 'format'; id: number; url: string; name: string; files: Record<string, string> };

export type FromWorkshop =
	{ kind: 'formatted'; id: number; result: Formatted } | { kind: 'unformatted'; id: number; error: string };

/** A formatted file, with the paths of the imports that it has got and lost; or why it does not parse. */
export type Formatted = { source: string; added: string[]; removed: string[] } | { items: Diagnostic[] };

/**
 * What a workshop or a builder sends to where the program is to run, or why it
 * cannot. It does not go by way of the page: a page that may not run WebAssembly
 * cannot receive a module either.
 */
export type Supply = { module: WebAssembly.Module } | { items: Diagnostic[]; ended: Ended };

// The runner.

export type ToRunner =
	/**
	 * Runs the program that comes through the port, and posts its trace or not. `check`: it runs checks, that one or,
	 * if it is '', all.
	 */
	| { kind: 'run'; clock: ClockKind; trace: boolean; check?: string; limits: Limits; port: MessagePort }
	/** `last`: no more follows; the program reads the end of its input. */
	| { kind: 'stdin'; text: string; last?: boolean }
	/** What the program has asked for: Go's zoneinfo.zip; absent: it is not to be had. */
	| { kind: 'zones'; zip: Uint8Array | undefined };

export type FromRunner =
	| { kind: 'diagnostics'; items: Diagnostic[] }
	| { kind: 'running' }
	/** The program begins to wait for input. */
	| { kind: 'reading' }
	/** The program waits for the time zones. */
	| { kind: 'zones' }
	| { kind: 'texts'; texts: Text[] }
	/** A check has passed, or has failed. */
	| { kind: 'check'; name: string; ok: boolean; text: string }
	| { kind: 'traced'; piece: TracePiece }
	| Ended;

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
	/** Further values of that sentence. */
	values?: Record<string, string>;
	/** The server did not build the program, which may well be built elsewhere. */
	unbuilt?: true;
}

// The builder.

/** Nothing is answered before the toolchain has been opened. */
export type ToBuilder =
	/**
	 * Loads the toolchain described at `description`, for builds within the limits; `known`: it has all been
	 * here before.
	 */
	| { kind: 'open'; description: string; source: string; complete: string; known: boolean; limits: Limits }
	/**
	 * Builds a program, to be traced or not, and sends its Supply through the port, whose other end is with
	 * the worker that will run it. `checks`: the source of what it runs in place of its main.
	 */
	| {
			kind: 'make';
			id: string;
			files: Record<string, string>;
			checks?: string;
			trace?: boolean;
			lang: Lang;
			port: MessagePort;
	  }
	/** The program of that id is no longer wanted. */
	| { kind: 'drop'; id: string }
	/**
	 * Posts what is wrong with a program. If that is nothing, it is built ahead, and with `checks`, their source, too
	 * what runs those.
	 */
	| { kind: 'review'; id: string; files: Record<string, string>; checks?: string; trace?: boolean; lang: Lang }
	/** Nothing has been built for long: what is kept for builds to come may be given up. */
	| { kind: 'rest' }
	/** Posts remarks about a program that compiles. */
	| { kind: 'vet'; id: string; files: Record<string, string> }
	/** Posts what could be written at a place in a source that has others beside it in its package. */
	| { kind: 'complete'; id: string; source: string; offset: number; others: readonly string[] };

export type FromBuilder =
	| Loaded
	/**
	 * The worker begins with a make, a review, a vet or a completion, or makes ahead what it has reviewed; and
	 * is done with it.
	 */
	| { kind: 'began'; id: string }
	/** What completions and remarks take was not there, the first time. */
	| { kind: 'missed' }
	| { kind: 'made'; id: string }
	| { kind: 'reviewed'; id: string; items: Diagnostic[] }
	| { kind: 'vetted'; id: string; items: Remark[] }
	| { kind: 'completed'; id: string; items: Completion[] };

/** A diagnostic of severity "warning". The page makes the sentence of `key`; without one it is `message`. */
export type Remark = Diagnostic & { key?: MessageKey };

/** How far a worker is that has something large to load. */
export type Loaded =
	/** Of what was asked for so many bytes have arrived, compressed. */
	| { kind: 'loaded'; bytes: number; total: number }
	| { kind: 'opened' }
	/** It could not be loaded; `key` is the sentence for readers. */
	| { kind: 'shut'; error: string; key: MessageKey };

/** What a completion stands for. */
export type CompletionKind = 'func' | 'method' | 'field' | 'const' | 'var' | 'type' | 'package' | 'keyword';

/** Something that could be written in place of the word before the cursor. */
export interface Completion {
	/** What to write: "Println", or in an import "net/http". */
	label: string;
	kind: CompletionKind;
	/** As Go writes it: "func(a ...any) (n int, err error)". */
	detail: string;
	/** A sentence on it, or "". */
	doc: string;
	/** The path of a package that has to be imported too, or "". */
	import: string;
	/** What imports it: texts to be inserted, by where in the source. */
	insert: { at: number; text: string }[];
}

// The reader of traces.

export type ToReader =
	/** Traces will come: they are read with the module at `url`. */
	| { kind: 'prepare'; url: string }
	/** A piece of the trace of the run of that id, the first of which begins it. */
	| { kind: 'read'; id: string; lang: Lang; piece: TracePiece }
	/** There is no more of it, and so the run ended. */
	| { kind: 'finish'; id: string; end: End }
	/** All moments of a run that is not read from a trace, and how it ended: their facts are wanted. */
	| { kind: 'sum'; id: string; moments: Moment[]; end: End };

/** How a run ended, as far as its facts depend on it. */
export interface End {
	at: number;
	reason: Reason;
	code: number;
	/** Go's runtime has reported one. */
	deadlock: boolean;
}

/**
 * What the trace of a run shows, of which `raw` is the piece; `failure`: why
 * nothing reads it any more, or ''; `last`: there will be no more, and these are
 * the facts, if they could be made.
 */
export interface FromReader {
	kind: 'told';
	id: string;
	moments: Moment[];
	raw: Uint8Array;
	message: string;
	failure: string;
	facts?: Facts;
	last: boolean;
}

// Python.

/** The worker takes one after the other. */
export type ToPython =
	/** Loads Python as described at `description`; `known`: it has all been here before. */
	| { kind: 'open'; description: string; known: boolean }
	/**
	 * Runs a program, for at most `wall` milliseconds of its own time and `output` bytes of output. When it is run
	 * again with more input, it does the same up to there: by `began`, the time of day in milliseconds, and the
	 * seed of all that is random.
	 */
	| {
			kind: 'run';
			source: string;
			wall: number;
			output: number;
			trace: boolean;
			input: readonly Input[];
			began: number;
			seed: number;
	  };

/** What a program is given to read, at milliseconds of its clock; `last`: no more follows. */
export interface Input {
	at: number;
	text: string;
	last: boolean;
}

/**
 * From a worker that does not wait while a program sleeps: what a program will
 * print in a second comes as soon as it has been computed, with its time.
 */
export type FromPython =
	| Loaded
	| { kind: 'running' }
	| { kind: 'texts'; texts: Text[] }
	| { kind: 'moments'; moments: Moment[] }
	/** What has ended the program, at that time. */
	| { kind: 'diagnostics'; at: number; items: Diagnostic[] }
	/** The program begins to wait for input at that time: it is to be run again with more. */
	| { kind: 'reading'; at: number }
	/** Without more input it does nothing more. */
	| { kind: 'paused' }
	| Ended;
