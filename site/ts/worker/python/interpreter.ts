import { loadPyodide } from 'pyodide';
import type { Moment } from '../../contract/moment';
import type { Diagnostic } from '../../contract/run';
import { Output } from '../program/output';
import type { Ended, FromPython, ToPython } from '../../contract/protocol';
import { files } from './programs';

/** Where the Python of our own is, in the interpreter's file system. */
const folder = '/lib/tour';

/** What Pyodide is told of where it is. */
export type Options = NonNullable<Parameters<typeof loadPyodide>[0]>;

/** The parts of Pyodide that are used here. */
interface Pyodide {
	FS: { mkdirTree: (path: string) => void; writeFile: (path: string, text: string) => void };
	runPython: (source: string) => void;
	pyimport: (name: string) => unknown;
	makeMemorySnapshot: () => Uint8Array<ArrayBuffer>;
}

/**
 * Has the browser compile what every program needs of the interpreter, so that it does not count as the
 * first one's computing.
 */
const warmUp =
	'import asyncio\n\nasync def main():\n    asyncio.sleep(0)  # warns\n    print(await asyncio.gather(asyncio.sleep(0), asyncio.sleep(1)))\n\nasyncio.run(main())\n';

/** The function run of site/python/tour/program.py. */
type Run = (
	source: string,
	host: Host,
	order: string,
) => { toJs(): [code: number | 'reading' | undefined, at: number]; destroy(): void };

/** What it tells of the program. */
interface Host {
	print: (stream: 'stdout' | 'stderr', at: number, text: string) => void;
	/** A Moment in JSON. */
	tell: (moment: string) => void;
	/** It begins to wait for input. */
	reading: (at: number) => void;
	/** A list of Faults in JSON. */
	fail: (faults: string) => void;
}

/** What has ended a program, as site/python/tour/faults.py tells it. */
interface Fault {
	line: number;
	column: number;
	message: string;
	/** Of what the end says what is here instead. */
	help?: keyof typeof helps;
	module?: string;
}

const helps = { module: 'python.module', http: 'python.http', network: 'python.network' } as const;

/** How a program is run, and what it is given to read. */
export type Settings = Omit<ToPython & { kind: 'run' }, 'kind' | 'source'>;

/** Settings by which it has all that there is. In JSON an infinite time is null. */
export const unlimited: Settings = { wall: Infinity, output: Infinity, trace: false, input: [], began: 0, seed: 0 };

/** A Python that runs one program after the other, each as if it were the first. */
export class Interpreter {
	readonly #run: Run;
	readonly #now: () => number;
	/** Its memory when it had started; undefined where it has gone on from such a one. */
	readonly memory: Uint8Array<ArrayBuffer> | undefined;

	private constructor(run: Run, now: () => number, memory: Uint8Array<ArrayBuffer> | undefined) {
		this.#run = run;
		this.#now = now;
		this.memory = memory;
	}

	/** Starts Pyodide, or has it go on from the memory of one that was started before. */
	static async start(options: Options, now: () => number, memory?: Uint8Array): Promise<Interpreter> {
		const snapshot = memory ? { _loadSnapshot: memory } : { _makeSnapshot: true };
		const pyodide = (await loadPyodide({
			enableRunUntilComplete: false,
			...snapshot,
			...options,
		})) as unknown as Pyodide;
		pyodide.FS.mkdirTree(folder);
		for (const [name, text] of Object.entries(files)) {
			pyodide.FS.writeFile(`${folder}/${name}`, text);
		}
		if (!memory) {
			pyodide.runPython("import sys; sys.path.insert(0, '/lib'); import tour.program");
		}
		const made = memory ? undefined : pyodide.makeMemorySnapshot();
		const program = pyodide.pyimport('tour.program') as { run: Run };
		const deaf: Host = { print: () => {}, tell: () => {}, reading: () => {}, fail: () => {} };
		program.run(warmUp, deaf, JSON.stringify({ ...unlimited, trace: true })).destroy();
		return new Interpreter(program.run, now, made);
	}

	/**
	 * Runs a program to its end, and posts what is to be known of it. It throws where the interpreter itself
	 * fails.
	 */
	run(source: string, settings: Settings, post: (message: FromPython) => void): void {
		const encoder = new TextEncoder();
		const output = new Output(settings.output, (texts) => post({ kind: 'texts', texts }), this.#now);
		const doings = new Moments((moments) => post({ kind: 'moments', moments }), this.#now);
		let over = false;
		let faults: Fault[] = [];
		const end = (at: number, how: Omit<Ended, 'kind' | 'at'>): void => {
			if (!over) {
				over = true;
				doings.flush();
				output.close(at);
				if (faults.length > 0) {
					post({ kind: 'diagnostics', at, items: faults.map(diagnostic) });
				}
				post({ kind: 'end', at, ...how });
			}
		};
		post({ kind: 'running' });
		const host: Host = {
			print: (stream, at, text) => {
				if (!over && !output.write(stream, encoder.encode(text), milliseconds(at))) {
					end(milliseconds(at), { reason: 'output', code: 0, key: 'output' });
				}
			},
			tell: (moment) => {
				if (!over) {
					doings.add(JSON.parse(moment) as Moment);
				}
			},
			reading: (at) => {
				if (!over) {
					doings.flush();
					output.idle();
					post({ kind: 'reading', at: milliseconds(at) });
				}
			},
			fail: (found) => {
				faults = JSON.parse(found) as Fault[];
			},
		};
		const result = this.#run(source, host, JSON.stringify(settings));
		const [code, at] = result.toJs();
		result.destroy();
		if (code === 'reading') {
			doings.flush();
			output.idle();
			post({ kind: 'paused' });
		} else if (code === undefined) {
			end(milliseconds(at), { reason: 'timeout', code: 0, key: 'timeout.wall' });
		} else {
			end(milliseconds(at), { reason: 'exit', code, ...(code === 0 ? {} : sentence(faults)) });
		}
	}
}

function diagnostic({ line, column, message }: Fault): Diagnostic {
	return { file: 'main.py', line, column, severity: 'error', message };
}

/** Returns the sentence on the end of a program that has failed, which says what is here in place of what it lacks. */
function sentence(faults: readonly Fault[]): Pick<Ended, 'key' | 'values'> {
	const known = faults.find(({ help }) => help !== undefined);
	if (!known) {
		return { key: 'exit' };
	}
	return { key: helps[known.help!], values: known.module === undefined ? {} : { module: known.module } };
}

/** Milliseconds to the microsecond. */
function milliseconds(at: number): number {
	return Math.round(at * 1000) / 1000;
}

/** So many of a run's first moments are posted one by one. */
const prompt = 1000;

/** Then they are held back until so many milliseconds have passed since the last post. */
const coalesce = 4;

/** What a program's tasks do, on its way to the page: a flood of it is joined into fewer posts. */
class Moments {
	#count = 0;
	#held: Moment[] = [];
	#posted = -Infinity;

	constructor(
		readonly post: (moments: Moment[]) => void,
		readonly now: () => number,
	) {}

	add(moment: Moment): void {
		this.#held.push(moment);
		if (++this.#count <= prompt || this.now() - this.#posted >= coalesce) {
			this.flush();
		}
	}

	flush(): void {
		if (this.#held.length > 0) {
			this.post(this.#held);
			this.#held = [];
			this.#posted = this.now();
		}
	}
}
