import { Embedded } from '../go/embedded';
import { programGlobal } from '../go/global';
import { isStackOverflow } from '../go/verdict';
import type { Disk } from './disk';

/** How a tool ended. */
export interface Outcome {
	code: number;
	/** What it printed, both streams together. */
	output: string;
	/** Whether it was ended for having taken too much memory. */
	outOfMemory: boolean;
	/** Whether its calls were nested more deeply than a browser has room for. */
	tooDeep: boolean;
	/** Whether it did not end by itself. */
	isBroken: boolean;
}

/** What Go's runtime says where there is no more memory. */
const outOfMemory = /out of memory|cannot allocate/;

/** The bytes that a tool may print: the compiler ends after ten errors. */
const mostOutput = 1 << 20;

/** The unit of an instance's memory, in bytes. */
const page = 65536;

/** What a tool needs to start. */
export interface Command {
	module: WebAssembly.Module;
	/** args[0] is its name. */
	args: string[];
	/** The bytes of memory that it may take at most, … */
	memory: number;
	/** … and those that it has from the start. To grow by and by takes longer. */
	room: number;
}

/** A command of Go's toolchain on the files of a disk. */
export class Tool extends Embedded {
	/** The bytes of memory that a new instance has before it gets room: what its module writes is there. */
	initial = 0;
	#output = '';
	#printed = 0;
	#outOfMemory = false;
	#decoder = new TextDecoder();
	/** Is called when the tool ends, and absent when it has ended. */
	#ended: ((outcome: Outcome) => void) | undefined;

	constructor(
		readonly disk: Disk,
		readonly command: Command,
	) {
		super(
			programGlobal({
				fs: disk.fileSystem((bytes) => this.#print(bytes)),
				cwd: () => disk.folder,
				chdir: () => {},
			}),
		);
		const { args, memory } = command;
		this.limitMemory(memory, () => (this.#outOfMemory = true));
		this.argv = args;
		this.env = { GOOS: 'js', GOARCH: 'wasm', GOGC: '400', GOMEMLIMIT: String(memory >> 1), TMPDIR: '/tmp' };
		this.exit = (code) => this.#end(code);
	}

	/** Returns a new instance of the tool's module, which has room if there is so much. */
	async instance(room = this.command.room): Promise<WebAssembly.Instance> {
		const instance = await WebAssembly.instantiate(this.command.module, this.importObject);
		const memory = instance.exports['mem'] as WebAssembly.Memory;
		this.initial = memory.buffer.byteLength;
		const pages = Math.ceil((room - this.initial) / page);
		try {
			memory.grow(Math.max(pages, 0));
		} catch {
			// It grows by and by, as far as it comes.
		}
		return instance;
	}

	/** Starts the tool in an instance, and returns how it ends. */
	begin(instance: WebAssembly.Instance): Promise<Outcome> {
		return this.until(() => void this.run(instance).catch((error: unknown) => this.#break(error)));
	}

	/** Has the tool go on by a call, and returns how it ends. */
	until(go: () => void): Promise<Outcome> {
		this.#output = '';
		this.#printed = 0;
		this.#outOfMemory = false;
		this.#decoder = new TextDecoder();
		return new Promise((resolve) => {
			this.#ended = resolve;
			go();
		});
	}

	/** Go's timers and answers call it: they may come when the tool has ended. */
	override _resume(): void {
		if (this.#ended === undefined) {
			return;
		}
		try {
			super._resume();
		} catch (error) {
			this.#break(error);
		}
	}

	#print(bytes: Uint8Array): void {
		this.#output += this.#decoder.decode(bytes, { stream: true });
		this.#printed += bytes.length;
		if (this.#printed > mostOutput) {
			this.#end(2, { isBroken: true });
		}
	}

	#break(error: unknown): void {
		this.#output += `${String(error)}\n`;
		this.#end(2, { isBroken: true, tooDeep: isStackOverflow(error) });
	}

	#end(code: number, how: Partial<Outcome> = {}): void {
		for (const timeout of this._scheduledTimeouts.values()) {
			clearTimeout(timeout);
		}
		this._scheduledTimeouts.clear();
		const full = this.#outOfMemory || (code !== 0 && outOfMemory.test(this.#output));
		const isBroken = full;
		this.#ended?.({ code, output: this.#output, outOfMemory: full, tooDeep: false, isBroken, ...how });
		this.#ended = undefined;
	}
}

/** Runs a command of the toolchain on the files of a disk, in an instance of its own. */
export async function runTool(command: Command, disk: Disk): Promise<Outcome> {
	const tool = new Tool(disk, command);
	return tool.begin(await tool.instance());
}
