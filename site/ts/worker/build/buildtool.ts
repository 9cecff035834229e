import { Disk } from './disk';
import { type Outcome, runTool, type Command } from './tool';
import { argumentsFile, WarmTool } from './warm';

/** Where the program's files lie; -trimpath takes it out of what the compiler writes. */
export const folder = '/src';

/** Archives by pack and import path. */
export type Packs = ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>;

/** The file that lists the packages for a tool. */
const config = 'importcfg';

/** The file that lists those which a tool loads before it takes the arguments of what is to be built. */
const aheadConfig = '/ahead';

/** What a build is made of. */
export interface Work {
	/** The arguments of the tool. */
	args: string[];
	/** The program's files. */
	files: ReadonlyMap<string, Uint8Array>;
	/** The program's own packages that are compiled already, by import path. */
	archives: ReadonlyMap<string, Uint8Array>;
	/** The packs that it needs. */
	needed: readonly string[];
}

/** How a build ended, and the disk that it left, which is valid until the tool is used again. */
export interface Done {
	outcome: Outcome;
	disk: Disk;
}

/** What sets the compiler apart from the linker. */
export interface Kind {
	module: WebAssembly.Module;
	/** The arguments of any build; args[0] is the tool's name. */
	args: string[];
	/** The bytes of memory that it may take. */
	memory: number;
	/** The bytes that it takes for most builds with the packages of some packs. */
	room: (packs: readonly string[]) => number;
	/** Whether the end of a build is one that a fresh tool need not be asked about. */
	final: (outcome: Outcome) => boolean;
}

/**
 * One of the two tools of a workbench, which builds again and again. It is fresh for each build, or warm: then it has
 * loaded packages ahead, and takes a quarter of the time. Whatever goes wrong in a warm tool is left to a fresh one to
 * tell.
 */
export class BuildTool {
	#warm: WarmTool | undefined;
	/** The packs whose packages the warm tool has loaded ahead. */
	#ahead: readonly string[] = [];

	/**
	 * @param packs may grow.
	 * @param twice tells whether the tool takes arguments twice, as those that can be set back do.
	 * @param keeps tells whether there is memory to keep a tool warm.
	 */
	constructor(
		readonly kind: Kind,
		readonly packs: Packs,
		readonly twice: boolean,
		private keeps: boolean,
	) {}

	/** Builds. */
	async run(work: Work): Promise<Done> {
		const done = await this.#runWarm(work);
		if (done && this.kind.final(done.outcome)) {
			return done;
		}
		const disk = new Disk(folder);
		this.#fill(disk, work, []);
		const command = this.#command(work.needed, this.twice ? this.kind.args : work.args);
		return { outcome: await runTool(command, disk), disk };
	}

	/** Builds with the tool that is warm, if there is one. */
	async #runWarm(work: Work): Promise<Done | undefined> {
		const warm = this.#warm;
		try {
			const outcome = await warm?.run((disk) => this.#fill(disk, work, this.#ahead));
			return warm && outcome && { outcome, disk: warm.disk };
		} catch (error) {
			this.#fail(error);
			return undefined;
		}
	}

	/**
	 * Makes ready for the next build, while nobody waits: it is likely to need the packs. `only`: those that earlier
	 * ones needed are given up.
	 */
	async prepare(needed: readonly string[], only: boolean): Promise<void> {
		if (!this.twice || !this.keeps) {
			return;
		}
		const wanted = [...new Set([...(only ? [] : this.#ahead), ...needed])];
		try {
			if (this.#warm && wanted.length === this.#ahead.length) {
				await this.#warm.setBack();
				return;
			}
			this.rest(); // both together would take twice the memory
			this.#warm = await this.#start(wanted);
			this.#ahead = wanted;
		} catch (error) {
			this.#fail(error);
		}
	}

	/** Keeps no tool warm any more: there is most likely too little memory. */
	#fail(error: unknown): void {
		console.error(error);
		this.keeps = false;
		this.rest();
	}

	/** Gives the memory of a warm tool back. */
	rest(): void {
		this.#warm = undefined;
		this.#ahead = [];
	}

	async #start(packs: readonly string[]): Promise<WarmTool> {
		const disk = new Disk(folder);
		const paths = this.#put(disk, packs);
		disk.put(aheadConfig, configOf(paths));
		return WarmTool.start(this.#command(packs, this.kind.args), disk);
	}

	#command(packs: readonly string[], args: string[]): Command {
		const { module, memory, room } = this.kind;
		const first = this.twice ? args.map((arg) => (arg === config ? aheadConfig : arg)) : args;
		return { module, args: first, memory, room: Math.min(room(packs), memory) };
	}

	/** Puts what a build reads on a disk, for a tool that has loaded packs ahead. */
	#fill(disk: Disk, { args, files, archives }: Work, ahead: readonly string[]): void {
		this.#put(disk, [...this.packs.keys()].filter((pack) => !ahead.includes(pack)));
		const all = [...this.packs.values()].flatMap((of) => [...of.keys()]);
		const paths = new Map(all.map((path) => [path, packageFile(path)]));
		for (const [path, content] of archives) {
			disk.put(`${path}.a`, content);
			paths.set(path, `${path}.a`);
		}
		disk.put(config, configOf(paths));
		for (const [name, content] of files) {
			disk.put(name, content);
		}
		if (this.twice) {
			if (ahead.length === 0) {
				disk.put(aheadConfig, new Uint8Array(0));
			}
			disk.put(argumentsFile, new TextEncoder().encode(args.slice(1).join('\n')));
		}
	}

	/** Puts the archives of packs on a disk, and returns their files by import path. */
	#put(disk: Disk, packs: readonly string[]): Map<string, string> {
		const paths = new Map<string, string>();
		for (const pack of packs) {
			for (const [path, content] of this.packs.get(pack) ?? []) {
				paths.set(path, packageFile(path));
				disk.put(packageFile(path), content);
			}
		}
		return paths;
	}
}

function packageFile(path: string): string {
	return `/packages/${path}.a`;
}

function configOf(paths: ReadonlyMap<string, string>): Uint8Array {
	const lines = [...paths].map(([path, file]) => `packagefile ${path}=${file}\n`);
	return new TextEncoder().encode(lines.join(''));
}
