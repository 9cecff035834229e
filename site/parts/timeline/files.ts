/** Gives the reader a file to keep. */
export function save(name: string, type: string, parts: BlobPart[]): void {
	const link = document.createElement('a');
	link.href = URL.createObjectURL(new Blob(parts, { type }));
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // not sooner: some browsers ask the reader first
}

/** Joins pieces of an execution trace that are in base64. */
export function joined(pieces: readonly string[]): Uint8Array<ArrayBuffer> {
	const parts = pieces.map((piece) => Uint8Array.from(atob(piece), (character) => character.charCodeAt(0)));
	const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
	let at = 0;
	for (const part of parts) {
		all.set(part, at);
		at += part.length;
	}
	return all;
}
