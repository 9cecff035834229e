/** Reads a txtar archive: the files, by name. The lines before the first file are a comment. */
export function parseTxtar(text: string): Map<string, string> {
	const files = new Map<string, string>();
	let name: string | undefined;
	for (const line of text.split(/(?<=\n)/)) {
		const header = /^-- (.+) --\n?$/.exec(line);
		if (header) {
			name = header[1]!;
			files.set(name, '');
		} else if (name !== undefined) {
			files.set(name, files.get(name)! + line);
		}
	}
	return files;
}
