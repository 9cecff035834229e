import type { Disk } from './disk';
import { memoryOf, Snapshot } from './snapshot';
import { type Command, type Outcome, Tool } from './tool';

/** The file in which a tool finds the arguments of what is to be built, as package overlay of wasm/ has it. */
export const argumentsFile = '/arguments';

/** How long, in milliseconds, and how often a tool is left alone until none of its runtime's timers is pending. */
const [pause, mostPauses] = [10, 100];

/**
 * A tool that is started once, waits where it opens the file of arguments, and is set back to that after each build:
 *
 *	start ──▶ waiting ──run──▶ running ──ends──▶ used ──setBack, or the next run──▶ waiting
 *
 * However it ends, what it is set back to is the same: nothing of a build is left in it.
 */
export class WarmTool {
	#used = false;
	/** What is done next begins when this has been done. */
	#last: Promise<unknown> = Promise.resolve();

	private constructor(
		readonly disk: Disk,
		readonly tool: Tool,
		readonly snapshot: Snapshot,
		private instance: WebAssembly.Instance,
		/** Lets the file of arguments be opened. */
		private readonly open: () => void,
		private readonly restoreDisk: () => void,
	) {}

	/** Starts a tool. It rejects where the tool ends before it opens the file. */
	static async start(command: Command, disk: Disk): Promise<WarmTool> {
		const tool = new Tool(disk, command);
		const instance = await tool.instance();
		const held = disk.hold(argumentsFile);
		const open = await Promise.race([
			held,
			tool.begin(instance).then(({ code, output }) => {
				throw new Error(`${command.args[0]} ended with ${code} before it took arguments: ${output}`);
			}),
		]);
		await turn(); // until the tool has returned to the event loop
		for (let i = 0; i < mostPauses && tool._scheduledTimeouts.size > 0; i++) {
			await new Promise((resolve) => setTimeout(resolve, pause)); // until its runtime has nothing more to do
		}
		return new WarmTool(disk, tool, new Snapshot(tool, instance), instance, open, disk.kept());
	}

	/** Runs the tool, on a disk to which `prepare` adds what it is to read. */
	run(prepare: (disk: Disk) => void): Promise<Outcome> {
		return this.#next(async () => {
			await this.#restore();
			this.#used = true;
			prepare(this.disk);
			const outcome = await this.tool.until(this.open);
			await turn(); // until no answer of the disk is under way
			return outcome;
		});
	}

	/** Sets the tool back, if that is still to be done. */
	setBack(): Promise<void> {
		return this.#next(() => this.#restore());
	}

	async #restore(): Promise<void> {
		if (!this.#used) {
			return;
		}
		if (memoryOf(this.instance).length > this.snapshot.size) { // it cannot shrink
			this.instance = await this.tool.instance(this.snapshot.size);
			this.snapshot.restore(this.tool, this.instance, this.tool.initial);
		} else {
			this.snapshot.restore(this.tool, this.instance);
		}
		this.restoreDisk();
		this.#used = false;
	}

	#next<T>(work: () => Promise<T>): Promise<T> {
		const done = this.#last.then(work);
		this.#last = done.catch(() => {});
		return done;
	}
}

/** Waits for a turn of the event loop, before which all that was about to happen at once has happened. */
function turn(): Promise<void> {
	return new Promise((resolve) => {
		const { port1, port2 } = new MessageChannel();
		port2.onmessage = () => {
			port2.close();
			resolve();
		};
		port1.postMessage(null);
	});
}
