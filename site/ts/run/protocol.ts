/** What the page and a run's worker say to each other. Types only: the worker is to load nothing of the page's. */

import type { Lang } from '../config';
import type { ClockKind, Diagnostic, Reason } from './contract';
import type { Limits } from './limits';
import type { MessageKey } from './message';

/** Where a program comes from: fetched, or built from source by a POST. */
export type Source = { url: string } | { build: string; files: Record<string, string>; lang: Lang };

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
	/** Runs the program that comes through the port. */
	{ kind: 'run'; clock: ClockKind; limits: Limits; port: MessagePort } | { kind: 'stdin'; text: string };

/** To any worker: they all have the same script. */
export type ToWorker = ToWorkshop | ToRunner;

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

/** How a run ended. The page makes the sentence of `key`; `message` is one ready made. */
export interface Ended {
	kind: 'end';
	at: number;
	reason: Reason;
	code: number;
	key?: MessageKey;
	message?: string;
}

/** What gofmt answers; an item's file is for the page to add. */
export type Formatted = { source: string } | { items: Omit<Diagnostic, 'file'>[] };

/** From the worker. */
export type FromWorker =
	| { kind: 'diagnostics'; items: Diagnostic[] }
	| { kind: 'running' }
	| { kind: 'texts'; texts: Text[] }
	| Ended
	| { kind: 'formatted'; id: number; result: Formatted }
	| { kind: 'unformatted'; id: number; error: string };
