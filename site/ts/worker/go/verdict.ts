/** What Go's runtime says where a program that ends with code 2 has not panicked. */
const said: ['memory' | 'deadlock', RegExp][] = [
	['memory', /^fatal error: .*(out of memory|cannot allocate)/m],
	['deadlock', /^fatal error: .* - deadlock!$/m],
];

/** It says so in so many characters at most. */
const lookedAt = 256;

/** How a program ends with code 2, by what Go's runtime says. */
export class Verdict {
	key: 'panic' | 'memory' | 'deadlock' = 'panic';
	/** The last of what was said. */
	#said = '';

	/** Go's runtime itself has written something to standard error. */
	hear(text: string): void {
		this.#said = (this.#said + text).slice(-lookedAt);
		this.key = said.find(([, words]) => words.test(this.#said))?.[0] ?? this.key;
	}
}

/** Whether calls were nested too deeply: Chromium and WebKit throw a RangeError, Firefox an InternalError. */
export function isStackOverflow(error: unknown): boolean {
	return error instanceof RangeError || (error instanceof Error && error.name === 'InternalError');
}
