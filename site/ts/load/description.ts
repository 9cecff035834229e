/**
 * The cache of the toolchain kept by "Make available offline", by the files' addresses. The loader uses it without a
 * network.
 */
export const keptCache = 'tour-toolchain';

/** The content of toolchain-….json, see package wasm/toolchain. */
export interface Description {
	/** The release of Go: "go1.26.8". */
	go: string;
	files: File[];
	/** By import path: the pack that holds the package. */
	packages: Record<string, string>;
	/** Whether the tools take arguments twice, and can be set back in between. An older toolchain does not say. */
	warm?: boolean;
	/** For traced programs: an additional file of package main, and a flag of the linker. */
	trace: { file: string; source: string; flag: string };
}

export interface File {
	/** "compile", "link", or a pack's name and part: "base-types". */
	name: string;
	/** Its name beside the description. */
	file: string;
	/** Its size in bytes, uncompressed. */
	size: number;
	/** Its size in bytes, compressed with brotli. */
	packed: number;
	/** Of the uncompressed bytes, in hex. */
	sha256: string;
}

/** The packs in order of dependency: each needs those before it. */
export const packOrder: readonly string[] = ['base', 'data', 'net', 'rest'];

/** Returns the packs that programs importing these packages need. */
export function packsFor(imports: Iterable<string>, { packages }: Description): string[] {
	let last = 0;
	for (const path of imports) {
		last = Math.max(last, packOrder.indexOf(packages[path] ?? 'base'));
	}
	return packOrder.slice(0, last + 1);
}

/** Returns the paths that Go files import. If a file does not parse, there may be too many or too few. */
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
