import type { Diagnostic, Lang } from '../../contract/run';
import type { Limits } from '../../contract/limits';
import { Refusal } from '../supply/modules';
import { type SourceTools, startSource } from '../go/source';
import { type Completer, type Docs, startCompleter } from './completer';
import { type Description, importsOf, packOrder, packsFor } from '../../load/description';
import { Disk } from './disk';
import type { Loader } from '../../load/loader';
import { type Outcome, runTool } from './tool';

/** Where the program's files lie; -trimpath takes it out of what the compiler writes. */
const folder = '/src';

/** How the compiler is called, here and by the tests that hold the page's builds to native ones. */
export const compileFlags = '-p main -o main.a -importcfg importcfg -complete -pack -dwarf=false -c=1'.split(' ');

/** What was compiled last, and from which source: its key. */
interface Compiled {
	source: string;
	archive: Uint8Array | undefined;
	items: Diagnostic[];
}

/**
 * Go's compiler and linker, loaded, with the packages that programs import: it builds one program after the
 * other.
 */
export class Workbench {
	readonly #loader: Loader;
	readonly #description: Description;
	readonly #compile: WebAssembly.Module;
	readonly #link: WebAssembly.Module;
	readonly #source: SourceTools;
	readonly #limits: Limits;
	/** The archives by pack and import path, for the compiler and for the linker. */
	readonly #types = new Map<string, Map<string, Uint8Array>>();
	readonly #objects = new Map<string, Map<string, Uint8Array>>();
	#compiled: Compiled | undefined;
	/** What was built last, and from which source. */
	#built: { source: string; module: WebAssembly.Module } | undefined;

	private constructor(
		loader: Loader,
		description: Description,
		modules: WebAssembly.Module[],
		source: SourceTools,
		limits: Limits,
	) {
		this.#loader = loader;
		this.#description = description;
		[this.#compile, this.#link] = modules as [WebAssembly.Module, WebAssembly.Module];
		this.#source = source;
		this.#limits = limits;
	}

	/** Loads what programs without net/http need. `known`: it has all been here before. */
	static async open(
		loader: Loader,
		source: Promise<WebAssembly.Module>,
		known: boolean,
		limits: Limits,
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
		const bench = new Workbench(loader, description, modules, sourceTools, limits);
		bench.#unpack('base', base);
		return bench;
	}

	/** Returns the packs that the files need and that are not there. */
	missing(files: Record<string, string>): string[] {
		return packsFor(importsOf(files), this.#description).filter((pack) => !this.#types.has(pack));
	}

	/** Loads packs. */
	async fetch(packs: string[]): Promise<void> {
		const files = packs.map((pack) => packFiles(this.#description, pack));
		this.#loader.expect(files.flat());
		await Promise.all(
			packs.map(async (pack, i) => {
				this.#unpack(pack, await Promise.all(files[i]!.map((file) => this.#loader.bytes(file))));
			}),
		);
	}

	/**
	 * Builds a program, one that traces itself or not. It throws a Refusal where the reader is to be told
	 * why not.
	 */
	async build(files: Record<string, string>, lang: Lang, trace = false): Promise<WebAssembly.Module> {
		const source = keyOf(files, trace);
		if (this.#built?.source !== source) {
			this.#built = { source, module: await WebAssembly.compile(await this.binary(files, lang, trace)) };
		}
		return this.#built.module;
	}

	/** Builds a program and returns what the linker makes. It throws as build does. */
	async binary(files: Record<string, string>, lang: Lang, trace = false): Promise<Uint8Array<ArrayBuffer>> {
		const binary = await this.#linkArchive(files, await this.archive(files, lang, trace), trace);
		if (binary.length > this.#limits.binary) {
			throw new Refusal({ reason: 'refused', key: 'refused.binary' });
		}
		return binary as Uint8Array<ArrayBuffer>;
	}

	/** Compiles a program and returns what the compiler makes. It throws as build does. */
	async archive(files: Record<string, string>, lang: Lang, trace = false): Promise<Uint8Array> {
		const refused = this.#source.check(files, this.#limits, lang);
		if (refused) {
			throw new Refusal({ reason: refused.reason, message: refused.message }, refused.items ?? []);
		}
		await this.fetch(this.missing(files));
		const { archive, items } = await this.#compileFiles(files, trace);
		if (archive === undefined) {
			throw new Refusal({ reason: 'build', key: 'build' }, items);
		}
		return archive;
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
			const more = this.#description.trace;
			const all = trace ? { ...files, [more.file]: more.source } : files;
			const { outcome, disk } = await this.#run(all, this.#types, this.#compile, [
				'compile',
				...compileFlags,
				...['-trimpath', `${folder}=>`, ...Object.keys(all).sort()],
			]);
			const items = outcome.code === 0 ? [] : this.#diagnose(outcome, files);
			this.#compiled = { source, archive: outcome.code === 0 ? disk.get('main.a') : undefined, items };
		}
		return this.#compiled;
	}

	async #linkArchive(files: Record<string, string>, archive: Uint8Array, trace: boolean): Promise<Uint8Array> {
		const flags = trace ? [this.#description.trace.flag] : [];
		const args = [
			'link',
			...flags,
			'-importcfg',
			'importcfg',
			'-buildmode=exe',
			'-s',
			'-w',
			'-o',
			'main.wasm',
			'main.a',
		];
		const { outcome, disk } = await this.#run({}, this.#objects, this.#link, args, archive);
		const binary = disk.get('main.wasm');
		if (outcome.code !== 0 || binary === undefined) {
			throw new Refusal({ reason: 'build', key: 'build' }, this.#diagnose(outcome, files));
		}
		return binary;
	}

	/** Runs a tool over the files and the archives of all packs that are there. */
	async #run(
		files: Record<string, string>,
		packs: Map<string, Map<string, Uint8Array>>,
		module: WebAssembly.Module,
		args: string[],
		archive?: Uint8Array,
	): Promise<{ outcome: Outcome; disk: Disk }> {
		const disk = new Disk(folder);
		const encoder = new TextEncoder();
		let config = '';
		for (const archives of packs.values()) {
			for (const [path, content] of archives) {
				disk.put(`/packages/${path}.a`, content);
				config += `packagefile ${path}=/packages/${path}.a\n`;
			}
		}
		disk.put('importcfg', encoder.encode(config));
		for (const [name, source] of Object.entries(files)) {
			disk.put(name, encoder.encode(source));
		}
		if (archive) {
			disk.put('main.a', archive);
		}
		return { outcome: await runTool(module, args, disk, this.#limits.buildMemory), disk };
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
