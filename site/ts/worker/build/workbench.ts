import type { Diagnostic, Lang } from '../../contract/run';
import type { Limits } from '../../contract/limits';
import { Refusal } from '../supply/modules';
import { type SourceRefusal, type SourceTools, startSource } from '../go/source';
import { type Completer, type Docs, startCompleter } from './completer';
import { type Description, importsOf, packOrder, packsFor } from '../../load/description';
import { BuildTool, folder } from './buildtool';
import type { Loader } from '../../load/loader';
import type { Outcome } from './tool';
import { causeOf } from '../supply/cause';

/**
 * Returns how the compiler is called for a package that is imported as path, here and by the tests that hold the
 * page's builds to native ones.
 */
export function compileFlags(path: string): string[] {
	return `-p ${path} -o ${path}.a -importcfg importcfg -complete -pack -dwarf=false -c=1`.split(' ');
}

/** How the linker is called for every program. */
export const linkFlags = '-importcfg importcfg -buildmode=exe -s -w -o main.wasm main.a'.split(' ');

/** The bytes of memory that most builds take: with the packages of a pack, and those before it, loaded. */
const rooms = {
	compile: { base: 48 << 20, data: 48 << 20, net: 64 << 20, rest: 64 << 20 },
	link: { base: 96 << 20, data: 144 << 20, net: 288 << 20, rest: 288 << 20 },
};

/** The pack that is never loaded ahead of a build: few programs import something of it, and it takes much memory. */
const last = 'rest';

/** A program's packages, compiled, by the paths by which they are imported: that of the program itself is "main". */
type Archives = ReadonlyMap<string, Uint8Array>;

/** What came of compiling a program: its archives, or what is wrong with it. */
interface Compiled {
	archives?: Archives;
	items: Diagnostic[];
}

/**
 * Go's compiler and linker, loaded, with the packages that programs import: it builds one program after the
 * other.
 */
export class Workbench {
	readonly #loader: Loader;
	readonly #description: Description;
	readonly #compile: BuildTool;
	readonly #link: BuildTool;
	readonly #source: SourceTools;
	readonly #limits: Limits;
	/** The archives by pack and import path, for the compiler and for the linker. */
	readonly #types = new Map<string, Map<string, Uint8Array>>();
	readonly #objects = new Map<string, Map<string, Uint8Array>>();
	/** The packs that the last program needs, and those of them that are loaded ahead of one like it. */
	#needed: string[] = ['base'];
	#ahead: string[] = ['base'];
	/** What was compiled last, and from which source: its key. */
	#compiled: ({ source: string } & Compiled) | undefined;
	/** What was built last, and from which source: a program, and what runs its checks. */
	#built: { source: string; module: WebAssembly.Module }[] = [];

	private constructor(
		loader: Loader,
		description: Description,
		modules: WebAssembly.Module[],
		source: SourceTools,
		limits: Limits,
		keeps: boolean,
	) {
		this.#loader = loader;
		this.#description = description;
		this.#source = source;
		this.#limits = limits;
		const { buildMemory: memory } = limits;
		const [compile, link] = modules as [WebAssembly.Module, WebAssembly.Module];
		const roomOf = (rooms: Record<string, number>) => (packs: readonly string[]) =>
			Math.max(...packs.map((pack) => rooms[pack] ?? 0));
		this.#compile = new BuildTool(
			{
				module: compile,
				args: ['compile', ...compileFlags('main'), ...trimmed, 'main.go'],
				memory,
				room: roomOf(rooms.compile),
				final: isDiagnosis,
			},
			this.#types,
			description.warm === true,
			keeps,
		);
		this.#link = new BuildTool(
			{
				module: link,
				args: ['link', ...linkFlags],
				memory,
				room: roomOf(rooms.link),
				final: ({ code }) => code === 0,
			},
			this.#objects,
			description.warm === true,
			keeps,
		);
	}

	/**
	 * Loads what programs without net/http need. `known`: it has all been here before. `keeps`: there is memory to
	 * keep tools warm.
	 */
	static async open(
		loader: Loader,
		source: Promise<WebAssembly.Module>,
		known: boolean,
		limits: Limits,
		keeps = true,
	): Promise<Workbench> {
		source.catch(() => {}); // heard of below, if it comes to that
		const description = await loader.description();
		const tools = ['compile', 'link'].map((name) => fileOf(description, name));
		loader.expect([...tools, ...packFiles(description, 'base')]);
		const [modules, base, sourceTools] = await Promise.all([
			Promise.all(tools.map((file) => loader.module(file, known))),
			Promise.all(packFiles(description, 'base').map((file) => loader.bytes(file, known))),
			source.then(startSource),
		]);
		const bench = new Workbench(loader, description, modules, sourceTools, limits, keeps);
		bench.#unpack('base', base);
		return bench;
	}

	/** Returns the packs that the files need and that are not there. */
	missing(files: Record<string, string>): string[] {
		return packsFor(this.#imports(files), this.#description).filter((pack) => !this.#objects.has(pack));
	}

	#imports(files: Record<string, string>): string[] {
		const tests = this.#source.tests(files);
		return importsOf(tests ? { ...files, [tests.file]: tests.source } : files);
	}

	/**
	 * Makes the tools ready for a program like the last one, while nobody waits; it stops where somebody does. What
	 * they have loaded for programs before it they keep, unless the packs of all take much memory already.
	 */
	async prepare(hurries: () => boolean = () => false): Promise<void> {
		for (const tool of [this.#compile, this.#link]) {
			if (!hurries()) {
				await tool.prepare(this.#ahead, this.#needed.includes(last));
			}
		}
	}

	/**
	 * Gives back the memory of tools that are kept warm, and of packs that the linker reads for some programs only:
	 * they come again from the browser's cache.
	 */
	rest(): void {
		this.#compile.rest();
		this.#link.rest();
		for (const pack of this.#objects.keys()) {
			if (pack !== 'base') {
				this.#objects.delete(pack);
			}
		}
	}

	/** Loads packs. It throws a Refusal if they cannot be loaded. */
	async fetch(packs: string[]): Promise<void> {
		const files = packs.map((pack) => packFiles(this.#description, pack));
		this.#loader.expect(files.flat());
		await Promise.all(
			packs.map(async (pack, i) => {
				this.#unpack(pack, await Promise.all(files[i]!.map((file) => this.#load(file))));
			}),
		);
	}

	async #load(file: Description['files'][number]): Promise<Uint8Array> {
		try {
			return await this.#loader.bytes(file);
		} catch (error) {
			console.error(error);
			throw new Refusal({ reason: 'internal', key: causeOf(error, 'compiler') });
		}
	}

	/**
	 * Builds a program, one that traces itself or not. It throws a Refusal where the reader is to be told
	 * why not.
	 */
	async build(files: Record<string, string>, lang: Lang, trace = false): Promise<WebAssembly.Module> {
		this.#allow(files, lang);
		return this.#module(files, trace);
	}

	/** Builds a program likewise that runs checks, whose source is an exercise's, in place of its main. */
	async buildChecked(
		files: Record<string, string>,
		checks: string,
		lang: Lang,
		trace = false,
	): Promise<WebAssembly.Module> {
		return this.#module(this.#checked(files, checks, lang), trace);
	}

	/** Returns the files of a program that runs checks in place of its main. */
	#checked(files: Record<string, string>, checks: string, lang: Lang): Record<string, string> {
		this.#allow(files, lang);
		const { files: program, refusal } = this.#source.checked(files, checks, lang);
		refuse(refusal);
		return program!;
	}

	/** Builds a program, or with `checks` what runs those, and returns what the linker makes, as build does. */
	async binary(
		files: Record<string, string>,
		lang: Lang,
		trace = false,
		checks?: string,
	): Promise<Uint8Array<ArrayBuffer>> {
		this.#allow(files, lang);
		return this.#binary(checks === undefined ? files : this.#checked(files, checks, lang), trace);
	}

	/** Compiles a program and returns what the compiler makes. It throws as build does. */
	async archives(files: Record<string, string>, lang: Lang, trace = false): Promise<Archives> {
		this.#allow(files, lang);
		return this.#archives(files, trace);
	}

	/** Throws a Refusal unless the files may be built. */
	#allow(files: Record<string, string>, lang: Lang): void {
		refuse(this.#source.check(files, this.#limits, lang));
	}

	async #module(files: Record<string, string>, trace: boolean): Promise<WebAssembly.Module> {
		const source = keyOf(files, trace);
		const built = this.#built.find((one) => one.source === source);
		if (built) {
			return built.module;
		}
		const module = await WebAssembly.compile(await this.#binary(files, trace));
		this.#built = [{ source, module }, ...this.#built].slice(0, mostBuilt);
		return module;
	}

	async #binary(files: Record<string, string>, trace: boolean): Promise<Uint8Array<ArrayBuffer>> {
		const binary = await this.#linkArchives(files, await this.#archives(files, trace), trace);
		if (binary.length > this.#limits.binary) {
			throw new Refusal({ reason: 'refused', key: 'refused.binary' });
		}
		return binary as Uint8Array<ArrayBuffer>;
	}

	async #archives(files: Record<string, string>, trace: boolean): Promise<Archives> {
		await this.fetch(this.missing(files));
		const { archives, items } = await this.#compileFiles(files, trace);
		if (archives === undefined) {
			throw new Refusal({ reason: 'build', key: 'build' }, items);
		}
		return archives;
	}

	/** Returns what is wrong with a program, as a build of it would tell. */
	async remarks(files: Record<string, string>, lang: Lang, trace = false): Promise<Diagnostic[]> {
		const refused = this.#source.check(files, this.#limits, lang);
		if (refused) {
			return refused.items ?? [];
		}
		await this.fetch(this.missing(files));
		return (await this.#compileFiles(files, trace)).items;
	}

	/** Starts the completer. */
	async completer(module: WebAssembly.Module): Promise<Completer> {
		const archive = (path: string): Uint8Array | undefined =>
			this.#types.get(this.#description.packages[path] ?? '')?.get(path);
		return startCompleter(module, archive, this.#limits.source);
	}

	/** Loads the docs, which completion needs. */
	async docs(): Promise<Docs> {
		const file = fileOf(this.#description, 'docs');
		this.#loader.expect([file]);
		return JSON.parse(new TextDecoder().decode(await this.#loader.bytes(file))) as Docs;
	}

	async #compileFiles(files: Record<string, string>, trace: boolean): Promise<Compiled> {
		const source = keyOf(files, trace);
		if (this.#compiled?.source !== source) {
			this.#compiled = { source, ...(await this.#compilePackages(files, trace)) };
		}
		return this.#compiled;
	}

	/** Compiles a program. One with tests is a package that what runs them imports. */
	async #compilePackages(files: Record<string, string>, trace: boolean): Promise<Compiled> {
		const tests = this.#source.tests(files);
		if (tests && tests.items.length > 0) {
			return { items: tests.items };
		}
		const more = this.#description.trace;
		const all = trace ? { ...files, [more.file]: more.source } : files;
		const packages: [string, Record<string, string>][] = tests
			? [
					[tests.import, all],
					['main', { [tests.file]: tests.source }],
				]
			: [['main', all]];
		const imports = this.#imports(files);
		const common = imports.filter((path) => this.#description.packages[path] !== last);
		this.#needed = packsFor(imports, this.#description);
		this.#ahead = packsFor(common, this.#description);
		const archives = new Map<string, Uint8Array>();
		for (const [path, sources] of packages) {
			const args = ['compile', ...compileFlags(path), ...trimmed, ...inOrder(sources)];
			const work = { args, files: encoded(sources), archives, needed: this.#needed };
			const { outcome, disk } = await this.#compile.run(work);
			const archive = disk.get(`${path}.a`);
			if (outcome.code !== 0 || archive === undefined) {
				return { items: this.#diagnose(outcome, files) };
			}
			archives.set(path, archive);
		}
		return { archives, items: [] };
	}

	async #linkArchives(files: Record<string, string>, archives: Archives, trace: boolean): Promise<Uint8Array> {
		const flags = trace || checkedFile in files ? [this.#description.trace.flag] : [];
		const args = ['link', ...flags, ...linkFlags];
		const { outcome, disk } = await this.#link.run({ args, files: new Map(), archives, needed: this.#needed });
		const binary = disk.get('main.wasm');
		if (outcome.code !== 0 || binary === undefined) {
			throw new Refusal({ reason: 'build', key: 'build' }, this.#diagnose(outcome, files));
		}
		return binary;
	}

	#diagnose({ output, outOfMemory, tooDeep }: Outcome, files: Record<string, string>): Diagnostic[] {
		if (outOfMemory) {
			throw new Refusal({ reason: 'memory', key: 'memory.build' });
		}
		if (tooDeep) {
			throw new Refusal({ reason: 'refused', key: 'refused.deep' });
		}
		const items = this.#source.diagnose(output, Object.keys(files).sort()[0] ?? 'main.go');
		if (items.length === 0) {
			throw new Error(`a tool failed: ${output}`);
		}
		return items;
	}

	#unpack(name: string, [types, objects]: Uint8Array[]): void {
		this.#types.set(name, unpack(types!));
		this.#objects.set(name, unpack(objects!));
	}
}

/** Takes the folder of a program's files out of what the compiler writes. */
const trimmed = ['-trimpath', `${folder}=>`];

/** Whether a compiler has ended with what is wrong with the program, and not with what is wrong with the compiler. */
function isDiagnosis({ code, output, isBroken }: Outcome): boolean {
	return code === 0 || (!isBroken && !output.includes('internal compiler error'));
}

function encoded(files: Record<string, string>): Map<string, Uint8Array> {
	const encoder = new TextEncoder();
	return new Map(Object.entries(files).map(([name, source]) => [name, encoder.encode(source)]));
}

/** How many programs are kept. */
const mostBuilt = 2;

/** The file that runs checks, as wasm/testmain has it. */
const checkedFile = 'tour-checks.go';

/** Returns the names of files in the order in which they are compiled: what runs the checks follows the reader's. */
function inOrder(files: Record<string, string>): string[] {
	const last = (name: string): number => Number(name === checkedFile);
	return Object.keys(files).sort((a, b) => last(a) - last(b) || (a < b ? -1 : 1));
}

/** Throws the Refusal, if there is one. */
function refuse(refusal: SourceRefusal | null): void {
	if (refusal) {
		throw new Refusal({ reason: refusal.reason, message: refusal.message }, refusal.items ?? []);
	}
}

function keyOf(files: Record<string, string>, trace: boolean): string {
	return JSON.stringify([files, trace]);
}

function fileOf(description: Description, name: string): Description['files'][number] {
	const file = description.files.find((one) => one.name === name);
	if (file === undefined) {
		throw new Error(`the toolchain has no ${name}`);
	}
	return file;
}

/** Returns a pack's files: what the compiler reads, and what the linker reads. */
function packFiles(description: Description, pack: string): Description['files'] {
	if (!packOrder.includes(pack)) {
		throw new Error(`there is no pack ${pack}`);
	}
	return ['types', 'objects'].map((part) => fileOf(description, `${pack}-${part}`));
}

/**
 * Takes a pack apart, into archives by import path: it is a line of JSON with paths and sizes, and then the
 * archives.
 */
export function unpack(pack: Uint8Array): Map<string, Uint8Array> {
	let at = pack.indexOf(0x0a) + 1;
	const index = JSON.parse(new TextDecoder().decode(pack.subarray(0, at))) as [string, number][];
	const archives = new Map<string, Uint8Array>();
	for (const [path, size] of index) {
		archives.set(path, pack.subarray(at, (at += size)));
	}
	return archives;
}
