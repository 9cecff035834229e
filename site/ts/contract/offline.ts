/** What pages and the service worker say to each other. Types only. */

import type { Lang } from '../page/config';

/** From a page to the worker. */
export type ToWorker =
	/** A page of that release has been read for a while; good: so is its connection. */
	| { kind: 'visit'; release: string; lang: Lang; path: string; programs: string[]; good: boolean }
	/** The reader wants everything. The port gets Progress until one of its ends. */
	| { kind: 'keep'; port: MessagePort }
	/** The reader wants no more of it now. */
	| { kind: 'halt' }
	/** Everything is to go. The port gets "forgotten". */
	| { kind: 'forget'; port: MessagePort };

/** From the worker to all pages: that release is there whole, and is what they get from now on. */
export interface Whole {
	kind: 'whole';
	release: string;
}

/** How much has been kept. "kept" and "failed" end it. */
export type Progress = { kind: 'progress'; done: number; total: number } | { kind: 'kept' } | { kind: 'failed'; why: Why };

/** Why something was not kept: no room, not allowed, the network, or the reader. */
export type Why = 'full' | 'denied' | 'broken' | 'halted';
