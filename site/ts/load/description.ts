/**
 * The cache in which "Make available offline" keeps the toolchain, by the files' addresses, and in which its
 * loader looks when there is no network.
 */
export const keptCache = 'tour-toolchain';

/** What a toolchain consists of: the content of toolchain-….json, as package wasm/toolchain states it. */
export interface Description {
	/** The release of Go: "go1.26.8". */
	go: string;
	files: File[];
	/** By import path: the pack that holds the package. */
	packages: Record<string, string>;
	/** What makes a program one that is traced: one more file of package main, and a flag of the linker. */
	trace: { file: string; source: string; flag: string };
}

export interface File {
	/** "compile", "link", or a pack's name and part: "base-types". */
	name: string;
	/** Its name beside the description. */
	file: string;
	/** Bytes, as the worker gets them. */
	size: number;
	/** Bytes, as they are transferred where brotli is. */
	packed: number;
	/** Of the bytes as the worker gets them, in hex. */
	sha256: string;
}

/** The packs in the order in which one needs another: each takes those before it. */
export const packOrder: readonly string[] = ['base', 'data', 'net', 'rest'];

/** Returns the packs that programs importing these packages need. */
export function packsFor(imports: Iterable<string>, { packages }: Description): string[] {
	let last = 0;
	for (const path of imports) {
		last = Math.max(last, packOrder.indexOf(packages[path] ?? 'base'));
	}
	return packOrder.slice(0, last + 1);
}

/** Returns the paths that Go files import. In a file that does not parse it may find too many, or too few. */
export function importsOf(files: Record<string, string>): string[] {
	const paths: string[] = [];
	for (const source of Object.values(files)) {
		const code = source.replace(/\/\*[^]*?\*\/|\/\/.*/g, '');
		const [head = ''] = code.split(/^\s*(?:func|type|var|const)\b/m);
		for (const [, quoted, raw] of head.matchAll(/"([^"\n]+)"|`([^`\n]+)`/g)) {
			paths.push(quoted ?? raw ?? '');
		}
	}
	return paths;
}
