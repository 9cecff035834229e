import { type Clock, type RealTime, RealClock, VirtualClock } from './clock';
import type { ClockKind } from '../../contract/run';
import { Dump } from '../go/dump';
import { Embedded, mainBegins, reportsMain } from '../go/embedded';
import type { Callback } from '../go/calls';
import { environment, files } from '../go/fs';
import { programGlobal } from '../go/global';
import type { Limits } from '../../contract/limits';
import { Output } from './output';
import type { Ended, Text, TracePiece } from '../../contract/protocol';
import { Stdin } from './stdin';
import { Verdicts, type Word } from './verdicts';
import { isStackOverflow, judge } from '../go/verdict';

/** The exit code of a program that Go's runtime ends. */
const fatalCode = 2;

/** What a program runs in. */
export interface Host extends RealTime {
	/** Calls f in a task of its own. */
	task: (f: () => void) => void;
	/** Takes what the program writes, in order. */
	texts: (texts: Text[]) => void;
	/** The program begins to wait for input. */
	reading: () => void;
	/** Loads Go's zoneinfo.zip; undefined: it is not to be had. */
	zones: (done: (zip: Uint8Array | undefined) => void) => void;
	/** Takes the trace of a program that is traced, piece by piece; absent: it is not. */
	trace?: ((piece: TracePiece) => void) | undefined;
	/** Of a program that runs checks: the one to run, '' for all, and what takes the word on each. */
	checks?: { only: string; word: (word: Word) => void } | undefined;
}

/**
 * A Go program, compiled for js/wasm, as it runs: once, from start() to its end.
 *
 * Go runs until all goroutines wait, and returns to JavaScript; what it has
 * asked for later enters it again by _resume(): a timer, or the answer to a
 * call of fs. The clock, the streams and the verdict on how it ended are here.
 */
export class Program extends Embedded {
	readonly #host: Host;
	readonly #limits: Limits;
	readonly #clock: Clock;
	readonly #output: Output;
	readonly #stdin = new Stdin();
	readonly #end: (ended: Ended) => void;
	/** Resolves with how the program ended. */
	readonly ended: Promise<Ended>;

	#instance!: WebAssembly.Instance;
	#over = false;
	/** How many times Go has been entered and not been left. */
	#depth = 0;
	/** Calls of fs whose answers are on their way. */
	#answers = 0;
	/** Whether a task is on its way that skips to the next timer. */
	#skipping = false;
	/** Whether Go has been told that nothing will ever wake it. */
	#dead = false;
	/** What the program has written since the last piece of its trace. */
	#writes: TracePiece['writes'] = [];
	/** Bytes of the trace that have been passed on. */
	#traced = 0;
	readonly #dump = new Dump();
	/** Of a program that runs checks. */
	readonly #verdicts: Verdicts | undefined;

	constructor(host: Host, clock: ClockKind, limits: Limits) {
		let now = (): number => host.date(); // until there is a clock
		super(
			programGlobal(
				files({
					write: (fd, bytes) => this.#write(fd, bytes),
					read: (buffer, done) => this.#read(buffer, done),
					answer: (callback, error, result) => this.#answer(callback, error, result),
					zones: (done) => this.#zones(done),
					now: () => now(),
					trace: host.trace && {
						write: (bytes) => this.#trace(bytes),
						busy: () => this.#stdin.waiting || this.#answers > 0,
					},
				}),
			),
		);
		now = () => this.#now();
		this.#host = host;
		this.#limits = limits;
		const fire = (id: number): void => this.#fire(id);
		this.#clock =
			clock === 'virtual' ? new VirtualClock(host, fire) : new RealClock(host, fire, clock === 'slow');
		this.#output = new Output(
			limits.output,
			(texts) => host.texts(texts),
			() => host.now(),
		);
		let end!: (ended: Ended) => void;
		this.ended = new Promise((resolve) => (end = resolve));
		this.#end = end;
		this.argv = ['main'];
		this.env = { ...environment };
		if (host.checks) {
			this.#verdicts = new Verdicts();
			this.env = { ...this.env, TOUR_CHECKS: this.#verdicts.secret, TOUR_CHECK: host.checks.only };
		}
		this.exit = (code) => this.#exit(code);
		this.#importClock();
		this.#importRuntime();
	}

	/**
	 * Instantiates the program's module. Then start() can be called, once. One that the machine has no
	 * memory for has ended by then.
	 */
	async load(module: WebAssembly.Module): Promise<void> {
		if (this.#verdicts || !reportsMain(module)) {
			this.#clock.begin(); // checks take the place of main
		}
		try {
			this.#instance = await WebAssembly.instantiate(module, this.importObject);
		} catch (error) {
			if (error instanceof WebAssembly.LinkError) {
				throw error;
			}
			this.#finish({ kind: 'end', at: 0, reason: 'memory', code: 0, key: 'memory' });
		}
	}

	/** Starts the program. */
	start(): void {
		this.#answers++; // run() tells of a failure only in a microtask
		this.#enter(() => {
			this.run(this.#instance).catch((error: unknown) => this.#abort(error));
		});
		queueMicrotask(() => {
			this.#answers--;
			this.#wait();
		});
	}

	/** Gives the program text to read. `last`: no more follows; '' ends its input too. */
	stdin(text: string, last = false): void {
		this.#stdin.send(text, last);
	}

	override _resume(): void {
		this.#enter(() => super._resume());
	}

	#enter(go: () => void): void {
		if (this.#over) {
			return;
		}
		if (this.#depth === 0) {
			this.#clock.enter();
		}
		this.#depth++;
		try {
			go();
		} catch (error) {
			this.#abort(error);
		} finally {
			this.#depth--;
			if (this.#depth === 0) {
				this.#clock.leave();
				this.#wait();
			}
		}
	}

	/** Sees to it that what the program waits for comes. */
	#wait(): void {
		if (this.#over || this.#answers > 0) {
			return;
		}
		this.#output.idle();
		if (this.#clock.size > 0) {
			this.#skip();
		} else if (!this.#stdin.waiting) {
			this.#deadlock();
		}
	}

	/**
	 * Lets a virtual clock go on, in a task of its own, so that input can arrive
	 * in between. While an answer is on its way the clock stands still, or a
	 * print in flight would be overtaken by what comes later.
	 */
	#skip(): void {
		if (this.#skipping) {
			return;
		}
		this.#skipping = true;
		this.#host.task(() => {
			this.#skipping = false;
			if (!this.#over && this.#answers === 0) {
				this.#clock.skip();
			}
		});
	}

	/** An event of the clock is due. */
	#fire(id: number): void {
		do {
			this._resume(); // Go cancels it; or not, where it comes a little early: https://go.dev/issue/28975
		} while (!this.#over && this.#clock.has(id));
	}

	/** An event without a callback makes Go find, and say, that all goroutines are asleep. */
	#deadlock(): void {
		if (this.#dead) {
			this.#finish({ kind: 'end', at: this.#clock.at(), reason: 'internal', code: 0, key: 'internal' });
			return;
		}
		this.#dead = true;
		this._pendingEvent = { id: 0 };
		this._resume();
	}

	#answer(callback: Callback, error: Error | null, result?: unknown): void {
		this.#answers++;
		queueMicrotask(() => {
			this.#answers--;
			if (!this.#over) {
				callback(error, result);
			}
		});
	}

	/** The program waits for the time zones, and its clock with it. */
	#zones(done: (zip: Uint8Array | undefined) => void): void {
		this.#answers++;
		this.#host.zones((zip) => {
			this.#answers--;
			if (!this.#over) {
				done(zip);
			}
		});
	}

	/** The program's time for its files, in milliseconds since 1970. */
	#now(): number {
		const { seconds, nanoseconds } = this.#clock.walltime();
		return seconds * 1000 + Math.floor(nanoseconds / 1e6);
	}

	/** The program reads; where there is nothing, its question is shown before it waits. */
	#read(buffer: Uint8Array, done: (n: number) => void): void {
		const waited = this.#stdin.waiting;
		this.#stdin.read(buffer, done);
		if (this.#stdin.waiting && !waited) {
			this.#output.idle();
			this.#host.reading();
		}
	}

	#write(fd: number, bytes: Uint8Array): void {
		if (this.#verdicts && fd !== 2) {
			const pass = (rest: Uint8Array): void => this.#print(fd, rest);
			this.#verdicts.take(bytes, pass, (word) => this.#word(word));
		} else {
			this.#print(fd, bytes);
		}
	}

	/** A check has ended. What was printed before is shown before. */
	#word(word: Word): void {
		if (!this.#over) {
			this.#output.idle();
			this.#host.checks!.word(word);
		}
	}

	#print(fd: number, bytes: Uint8Array): void {
		if (this.#over) {
			return;
		}
		const stream = fd === 2 ? 'stderr' : 'stdout';
		if (this.#host.trace) {
			this.#writes.push({ stream, at: this.#clock.nanotime(), newlines: newlinesIn(bytes) });
		}
		const passes = fd === 2 ? this.#dump.read(bytes) : bytes;
		if (!this.#output.write(stream, passes, this.#clock.at())) {
			this.#finish({ kind: 'end', at: this.#clock.at(), reason: 'output', code: 0, key: 'output' }, true);
		} else if (this.#dump.size > this.#limits.output) {
			this.#exit(fatalCode, true); // the traces of thousands of goroutines pass a limit that the program did not
		}
	}

	/** Passes on a piece of the trace, and reports whether there may be more of it. */
	#trace(bytes: Uint8Array): boolean {
		if (!this.#over && this.#traced <= this.#limits.trace) {
			this.#traced += bytes.length;
			this.#host.trace?.({ bytes: bytes.slice(), writes: this.#writes, whole: bytes.length === 0 });
			this.#writes = [];
		}
		return this.#traced <= this.#limits.trace;
	}

	/** The program has ended by itself, with all that its runtime says of that or, if it was `cut`, with some. */
	#exit(status: number, cut = false): void {
		const code = status & 0xff; // all that a process can return
		const ended: Ended = { kind: 'end', at: this.#clock.at(), reason: 'exit', code };
		const { reason, key } = judge(code, this.#dump.words.last(), false);
		if (reason === 'memory') {
			ended.reason = reason;
			ended.code = 0;
		}
		if (key) {
			ended.key = key;
		}
		if (key === 'stack') {
			ended.values = { function: this.#dump.words.top };
		}
		this.#finish(ended, cut);
	}

	/** The program cannot go on, and its runtime cannot say so. */
	#abort(error: unknown): void {
		if (this.#over) {
			return;
		}
		const deep = isStackOverflow(error);
		this.#write(2, new TextEncoder().encode(`fatal error: ${deep ? 'stack overflow' : String(error)}\n`));
		this.#finish({ kind: 'end', at: this.#clock.at(), reason: 'exit', code: 2, key: deep ? 'stack.engine' : 'panic' });
	}

	#finish(ended: Ended, cut = false): void {
		if (this.#over) {
			return;
		}
		this.#over = true;
		this.#clock.clear();
		if (this.#verdicts) {
			this.#output.write('stdout', this.#verdicts.rest(), ended.at);
		}
		this.#output.last(this.#dump.close(cut), ended.at);
		this.#output.close(ended.at);
		this.#end(ended);
	}

	/** Gives Go this clock in place of the browser's. */
	#importClock(): void {
		const imports = this.importObject.gojs;
		imports[mainBegins] = () => this.#clock.begin();
		imports['runtime.nanotime1'] = (sp) => this.#setInt64((sp >>> 0) + 8, this.#clock.nanotime());
		imports['runtime.walltime'] = (sp) => {
			const { seconds, nanoseconds } = this.#clock.walltime();
			this.#setInt64((sp >>> 0) + 8, seconds);
			this.mem.setInt32((sp >>> 0) + 16, nanoseconds, true);
		};
		imports['runtime.scheduleTimeoutEvent'] = (sp) => {
			const delay = this.mem.getUint32((sp >>> 0) + 8, true); // at most 1e9
			this.mem.setInt32((sp >>> 0) + 16, this.#clock.schedule(delay), true);
		};
		imports['runtime.clearTimeoutEvent'] = (sp) => this.#clock.cancel(this.mem.getInt32((sp >>> 0) + 8, true));
	}

	/** Takes what the program and Go's runtime write, and watches the memory that they ask for. */
	#importRuntime(): void {
		const imports = this.importObject.gojs;
		imports['runtime.wasmWrite'] = (sp) => {
			const at = sp >>> 0;
			const start = this.mem.getUint32(at + 16, true);
			const bytes = new Uint8Array(this.mem.buffer, start, this.mem.getInt32(at + 24, true)).slice();
			this.#write(this.mem.getUint32(at + 8, true), bytes);
			if (this.#over) {
				throw new Error('over the limit of output'); // unwinds the program
			}
		};
		this.limitMemory(this.#limits.memory, () => {
			this.#finish({ kind: 'end', at: this.#clock.at(), reason: 'memory', code: 0, key: 'memory' });
		});
	}

	#setInt64(address: number, value: number): void {
		this.mem.setUint32(address, value, true);
		this.mem.setUint32(address + 4, Math.floor(value / 2 ** 32), true);
	}
}

function newlinesIn(bytes: Uint8Array): number {
	let count = 0;
	for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) {
		count++;
	}
	return count;
}
