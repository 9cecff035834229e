/** Returns the index in a line of the compiler's column, which counts bytes of UTF-8 from 1. */
export function indexOfColumn(line: string, column: number): number {
	let bytes = 1;
	let index = 0;
	for (const character of line) {
		if (bytes >= column) {
			break;
		}
		bytes += utf8Length(character.codePointAt(0) ?? 0);
		index += character.length;
	}
	return index;
}

function utf8Length(codePoint: number): number {
	if (codePoint < 0x80) {
		return 1;
	}
	if (codePoint < 0x800) {
		return 2;
	}
	return codePoint < 0x10000 ? 3 : 4;
}
