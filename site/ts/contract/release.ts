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
