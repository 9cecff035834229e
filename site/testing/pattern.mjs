/** Returns the source of a regular expression for a text as it is. */
export function escaped(text) {
	return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Returns a regular expression for the output of a program, given a documented one: what stands between ‹ and › varies. */
export function outputPattern(documented) {
	return new RegExp(`^${documented.split(/‹[^›\n]*›/).map(escaped).join('.*')}$`);
}
