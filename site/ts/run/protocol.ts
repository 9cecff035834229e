/** What the page and a run's worker say to each other. Types only: the worker is to load nothing of the page's. */

import type { Lang } from '../config';
import type { ClockKind, Diagnostic, Reason } from './contract';
import type { Limits } from './limits';
import type { MessageKey } from './message';

/** Where a program comes from: compiled already, to be fetched, or to be built from source by a POST. */
export type Source =
	| { module: WebAssembly.Module }
	| { url: string }
	| { build: string; files: Record<string, string>; lang: Lang };

/** To the worker. A worker runs one program, or formats any number of sources. */
export type ToWorker =
	| { kind: 'compile'; url: string }
	| { kind: 'run'; source: Source; clock: ClockKind; limits: Limits }
	| { kind: 'stdin'; text: string }
	| { kind: 'format'; id: number; url: string; source: string };

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
	/** `url` is absent where the module has been built from source. */
	| { kind: 'module'; url?: string; module: WebAssembly.Module }
	| { kind: 'diagnostics'; items: Diagnostic[] }
	| { kind: 'running' }
	| { kind: 'texts'; texts: Text[] }
	| Ended
	| { kind: 'formatted'; id: number; result: Formatted }
	| { kind: 'unformatted'; id: number; error: string };
