/** Returns the source of a regular expression for a text as it is. */
export function escaped(text) {
	return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Returns a regular expression for a documented output of a program: text between ‹ and › varies. */
export function outputPattern(documented) {
	return new RegExp(`^${documented.split(/‹[^›\n]*›/).map(escaped).join('.*')}$`);
}
