/** What the page and the service worker share: their messages, and what a release is. */

import type { Lang } from './run';

/** From a page to the worker. */
export type ToServiceWorker =
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
export type Progress =
	{ kind: 'progress'; done: number; total: number } | { kind: 'kept' } | { kind: 'failed'; why: Why };

/** Why something was not kept: no room, not allowed, the network, or the reader. */
export type Why = 'full' | 'denied' | 'broken' | 'halted';

/** All that a reader without a network needs, as server/web/release.go lists it. */
export interface Release {
	/** Changes whenever any file does. Each page has it in its config. */
	id: string;
	/** The path that the files lie beneath: "/" or "/course/async/". */
	base: string;
	/** What follows the name of a file's gzipped twin, or "". */
	twin: string;
	files: ReleaseFile[];
}

export interface ReleaseFile {
	/** Beneath the base: "en/gather/", "assets/main-ABCD.js". */
	path: string;
	/** Bytes to be fetched, about. */
	bytes: number;
	/** The first digits of its SHA-256 in hexadecimal. A page has none: it has the release's id in it. */
	hash?: string;
}

/** Whether a file's name stands for its content, so that every release that has the one has the other. */
export function isNamedByContent(path: string): boolean {
	return path.startsWith('assets/');
}

/**
 * Returns why something could not be kept, with that signal to halt it. Browsers speak of an abort when a
 * download breaks off, too.
 */
export function why(error: unknown, signal?: AbortSignal): Why {
	if (signal?.aborted) {
		return 'halted';
	}
	switch (error instanceof Error ? error.name : '') {
		case 'QuotaExceededError':
		case 'NS_ERROR_FILE_NO_DEVICE_SPACE':
			return 'full';
		case 'SecurityError':
		case 'NotSupportedError':
			return 'denied';
	}
	return 'broken';
}
