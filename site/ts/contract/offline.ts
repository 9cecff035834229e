/** The contract of the page and the service worker: their messages, and the release. */

import type { Lang } from './run';

/** From a page to the worker. */
export type ToServiceWorker =
	/** A page of that release has been open for a while; good: its connection is good. */
	| { kind: 'visit'; release: string; lang: Lang; path: string; programs: string[]; good: boolean }
	/** Keep everything. The port gets Progress until "kept" or "failed". */
	| { kind: 'keep'; port: MessagePort }
	/** Stop fetching. */
	| { kind: 'halt' }
	/** Remove everything. The port gets "forgotten". */
	| { kind: 'forget'; port: MessagePort };

/** From the worker to all pages: that release is complete, and served from now on. */
export interface Whole {
	kind: 'whole';
	release: string;
}

/** The progress of keeping. "kept" and "failed" are the last. */
export type Progress =
	{ kind: 'progress'; done: number; total: number } | { kind: 'kept' } | { kind: 'failed'; why: Why };

/**
 * Why something was not kept: no room, not allowed, a network error, halted by the reader, or a file that is not as it
 * was made: it belongs to another release, or the host changes it on its way.
 */
export type Why = 'full' | 'denied' | 'broken' | 'halted' | 'changed';

/** A file that is not as it was made. */
export class ChangedError extends Error {
	override readonly name = 'ChangedError';
}

/** The files for use without a network, see server/web/release.go. */
export interface Release {
	/** Changes whenever any file does. Each page has it in its config. */
	id: string;
	/** The start of all paths: "/" or "/course/async/". */
	base: string;
	/** The suffix of gzipped twins, or "". */
	twin: string;
	files: ReleaseFile[];
}

export interface ReleaseFile {
	/** Beneath the base: "en/gather/", "assets/main-ABCD.js". */
	path: string;
	/** The approximate bytes to fetch. */
	bytes: number;
	/** The first hexadecimal digits of its SHA-256. A page has none: it contains the release's id. */
	hash?: string;
}

/** Returns the name of the cache of a release: several tours may share a host. */
export function cacheOf(base: string, id: string): string {
	return `tour ${base} ${id}`;
}

/** Whether a file's name has a hash of its content: the same name means the same content in every release. */
export function isNamedByContent(path: string): boolean {
	return path.startsWith('assets/');
}

/**
 * Returns the path of a page as links name it. Hosts may answer at "en/gather" or "en/gather/index.html" too, where a
 * lesson's relative links would lead elsewhere, and what is kept would not be found.
 */
export function pagePath(path: string): string {
	return path.replace(/(^|\/)index\.html$/, '$1').replace(/[^/]$/, '$&/');
}

/**
 * Returns the reason of an error; signal is the one to halt. Browsers throw an AbortError for broken downloads too.
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
		case 'ChangedError':
			return 'changed';
	}
	return 'broken';
}
