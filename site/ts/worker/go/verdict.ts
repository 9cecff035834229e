/** What Go's runtime says of a program's end. */
export type Said = '' | 'deadlock' | 'waits' | 'memory' | 'stack';

/** How the runtime, and the race detector's, say that there is a deadlock, no memory, or no room for another call. */
const deadlocked = /^fatal error: all goroutines are asleep - deadlock!$/;
const exited = /^fatal error: no goroutines \(main called runtime\.Goexit\) - deadlock!$/;
const starved = /^fatal error: .*(?:out of memory|cannot allocate|failed to reserve|too many address space collisions)/;
const overflowed = /^fatal error: stack overflow$/;
/** A stack of 32 MiB or more is to be had: many small ones are memory like other. */
const largeStack = /^runtime\.stackalloc\(0x(?:[2-9a-f][0-9a-f]{6}|[0-9a-f]{8,})\??\)$/;
/** What only the system could wake: the program waits for a signal, or for a connection from elsewhere. */
const outside = /^(?:os\/signal\.loop\(\)|net\.\(\*netFD\)\.accept\()/;
const detector = 'ThreadSanitizer failed to allocate';

/** How the lines of traces look: the first, and the others. */
const traces = /^(?:goroutine \d|runtime stack:$)/;
const frames = /^(?:$|\t|\.\.\.|created by |goroutine \d|runtime stack:$|.*\)$)/;

/** The functions of the reader's package: of a program, or of tests. */
const readers = /^(?:main|snippet)\./;

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
	/** How many goroutines' traces have begun. */
	#heads = 0;
	/** The function of package main that the first of them was in, or another if it was in none. */
	top = '';

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
		} else if (fatal && exited.test(line)) {
			this.#set('deadlock', 'traced'); // there need be no goroutine to be traced
		} else if (fatal && starved.test(line)) {
			this.#set('memory', 'headed');
		} else if (fatal && overflowed.test(line)) {
			this.#set('stack', 'headed');
		} else if (line.includes(detector)) {
			this.#set('memory', 'traced');
		} else if (this.#state === 'headed' && line === '') {
			this.#state = 'blank';
		} else if ((this.#state === 'blank' && traces.test(line)) || (this.#state === 'traced' && frames.test(line))) {
			this.#state = 'traced';
			this.#frame(line);
		} else {
			this.#set('', 'nothing');
		}
	}

	/**
	 * Takes a line of the traces. A stack that grows may take all memory before it is as large as the runtime lets it
	 * be.
	 */
	#frame(line: string): void {
		const name = line.slice(0, Math.max(line.lastIndexOf('('), 0));
		if (line.startsWith('goroutine ')) {
			this.#heads++;
		} else if (this.#said === 'deadlock' && outside.test(line)) {
			this.#said = 'waits';
		} else if (this.#heads === 0 && this.#said === 'memory' && largeStack.test(line)) {
			this.#said = 'stack';
		} else if (this.#heads === 1 && name && !line.startsWith('\t')) {
			if (!this.top || (!readers.test(this.top) && readers.test(name))) {
				this.top = name;
			}
		}
	}

	#set(said: Said, state: 'nothing' | 'headed' | 'traced'): void {
		this.#said = said;
		this.#state = state;
		this.#heads = 0;
		this.top = '';
	}

	/** Whether what comes next may be of the traces of goroutines. */
	get tracing(): boolean {
		return this.#state === 'blank' || this.#state === 'traced';
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
): { reason: 'exit' | 'memory'; key?: 'memory' | 'deadlock' | 'waits' | 'stack' | 'panic' | 'exit' } {
	if (code !== 0 && (memory || said === 'memory')) {
		return { reason: 'memory', key: 'memory' };
	}
	if (code === 2) {
		return { reason: 'exit', key: said === 'deadlock' || said === 'waits' || said === 'stack' ? said : 'panic' };
	}
	return code === 0 ? { reason: 'exit' } : { reason: 'exit', key: 'exit' };
}

/** Whether calls were nested too deeply: Chromium and WebKit throw a RangeError, Firefox an InternalError. */
export function isStackOverflow(error: unknown): boolean {
	return error instanceof RangeError || (error instanceof Error && error.name === 'InternalError');
}
