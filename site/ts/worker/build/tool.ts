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
}

/** What Go's runtime says where there is no more memory. */
const outOfMemory = /out of memory|cannot allocate/;

/** A command of Go's toolchain, as it runs once. */
class Tool extends Embedded {
	outOfMemory = false;

	constructor(global: object, most: number) {
		super(global);
		this.limitMemory(most, () => (this.outOfMemory = true));
	}
}

/**
 * Runs a command of the toolchain, args[0] its name, on the files of a disk, in
 * at most that many bytes of memory.
 */
export async function runTool(
	module: WebAssembly.Module,
	args: string[],
	disk: Disk,
	memory: number,
): Promise<Outcome> {
	const decoder = new TextDecoder();
	let output = '';
	const fs = disk.fileSystem((bytes) => {
		output += decoder.decode(bytes, { stream: true });
	});
	const global = programGlobal({ fs, cwd: () => disk.folder, chdir: () => {} });
	const tool = new Tool(global, memory);
	tool.argv = args;
	tool.env = { GOOS: 'js', GOARCH: 'wasm', GOGC: '400', GOMEMLIMIT: String(memory >> 1), TMPDIR: '/tmp' };
	const instance = await WebAssembly.instantiate(module, tool.importObject);
	return new Promise((resolve) => {
		let tooDeep = false;
		const end = (code: number): void => {
			const full = tool.outOfMemory || (code !== 0 && outOfMemory.test(output));
			resolve({ code, output, outOfMemory: full, tooDeep });
		};
		tool.exit = end;
		const broke = (error: unknown): void => {
			tooDeep = isStackOverflow(error);
			output += `${String(error)}\n`;
			end(2);
		};
		const resume = tool._resume.bind(tool);
		tool._resume = () => {
			try {
				resume();
			} catch (error) {
				broke(error);
			}
		};
		tool.run(instance).catch(broke);
	});
}
