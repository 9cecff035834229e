/** What Go's runtime says of a program's end. */
export type Said = '' | 'deadlock' | 'memory';

/** How the runtime, and the race detector's, say that there is no memory, or a deadlock. */
const deadlocked =
	/^fatal error: (?:all goroutines are asleep|no goroutines \(main called runtime\.Goexit\)) - deadlock!$/;
const starved =
	/^fatal error: .*(?:out of memory|cannot allocate|failed to reserve|too many address space collisions)/;
const detector = 'ThreadSanitizer failed to allocate';

/** How the lines of traces look: the first, and the others. */
const traces = /^(?:goroutine \d|runtime stack:$)/;
const frames = /^(?:$|\t|\.\.\.|created by |goroutine \d|runtime stack:$|.*\)$)/;

/** How many characters of a line are looked at: the runtime's are shorter. */
const lineLooked = 256;

/**
 * Finds the last words of Go's runtime in a program's standard error, which is read in any pieces: a line that
 * begins with "fatal error: ", an empty one, and the traces of goroutines. A program can print the line too, and
 * anything after it shows that it has. server/engine/words.go does the same; server/engine/testdata/ends.json
 * has cases for both.
 */
export class Words {
	readonly #decoder = new TextDecoder();
	#said: Said = '';
	/** How much of the runtime's last words has been read: the line, the empty one, the beginning of the traces. */
	#state: 'nothing' | 'headed' | 'blank' | 'traced' = 'nothing';
	/** The line as far as it has come. */
	#line = '';

	/** The program, or its runtime, has written a piece. */
	read(piece: Uint8Array): void {
		const lines = this.#decoder.decode(piece, { stream: true }).split('\n');
		const rest = lines.pop() ?? '';
		for (const line of lines) {
			this.#next((this.#line + line).slice(0, lineLooked));
			this.#line = '';
		}
		this.#line = (this.#line + rest).slice(0, lineLooked);
	}

	#next(line: string): void {
		const fatal = line.startsWith('fatal error: '); // a program may write a million lines: most differ here
		if (fatal && deadlocked.test(line)) {
			this.#set('deadlock', 'headed');
		} else if (fatal && starved.test(line)) {
			this.#set('memory', 'headed');
		} else if (line.includes(detector)) {
			this.#set('memory', 'traced');
		} else if (this.#state === 'headed' && line === '') {
			this.#state = 'blank';
		} else if (this.#state === 'blank' && traces.test(line)) {
			this.#state = 'traced';
		} else if (this.#state !== 'traced' || !frames.test(line)) {
			this.#set('', 'nothing');
		}
	}

	#set(said: Said, state: 'nothing' | 'headed' | 'traced'): void {
		this.#said = said;
		this.#state = state;
	}

	/** What the runtime has said, now that the program has ended. */
	last(): Said {
		return this.#state === 'traced' ? this.#said : '';
	}
}

/** How a program has ended by itself: the rows of server/engine/ends.go that a page can have. */
export function judge(
	code: number,
	said: Said,
	memory: boolean,
): { reason: 'exit' | 'memory'; key?: 'memory' | 'deadlock' | 'panic' | 'exit' } {
	if (code !== 0 && (memory || said === 'memory')) {
		return { reason: 'memory', key: 'memory' };
	}
	if (code === 2) {
		return { reason: 'exit', key: said === 'deadlock' ? 'deadlock' : 'panic' };
	}
	return code === 0 ? { reason: 'exit' } : { reason: 'exit', key: 'exit' };
}

/** Whether calls were nested too deeply: Chromium and WebKit throw a RangeError, Firefox an InternalError. */
export function isStackOverflow(error: unknown): boolean {
	return error instanceof RangeError || (error instanceof Error && error.name === 'InternalError');
}
