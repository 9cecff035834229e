import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Builds a Go program for js/wasm into a folder, by go build with those arguments, and returns its module. */
export function goBuild(dir: string, ...args: string[]): Uint8Array<ArrayBuffer> {
	const out = join(dir, 'built.wasm');
	const env = { ...process.env, GOOS: 'js', GOARCH: 'wasm', GOFLAGS: '', GOWORK: 'off' };
	execFileSync('go', ['build', '-trimpath', '-buildvcs=false', '-ldflags=-s -w', '-o', out, ...args], { cwd: dir, env });
	return Uint8Array.from(readFileSync(out));
}

const exportSection = 7;

/** Exports the globals of a module of Go's, as wasm/toolchain does for the tools that pages keep warm. */
export function exportGlobals(module: Uint8Array): Uint8Array<ArrayBuffer> {
	for (let at = 8; at < module.length;) {
		const [size, body] = readNumber(module, at + 1);
		if (module[at] === exportSection) {
			const [count, first] = readNumber(module, body);
			const more = Array.from({ length: 8 }, (_, i) => [7, ...new TextEncoder().encode(`global${i}`), 3, i]).flat();
			const content = [...number(count + 8), ...module.subarray(first, body + size), ...more];
			return Uint8Array.from([
				...module.subarray(0, at),
				exportSection,
				...number(content.length),
				...content,
				...module.subarray(body + size),
			]);
		}
		at = body + size;
	}
	throw new Error('the module has no exports');
}

/** Returns a number in LEB128, and where it ends. */
function readNumber(bytes: Uint8Array, at: number): [number, number] {
	let value = 0;
	for (let shift = 0; ; shift += 7) {
		const byte = bytes[at++]!;
		value |= (byte & 0x7f) << shift;
		if (byte < 0x80) {
			return [value, at];
		}
	}
}

function number(value: number): number[] {
	return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...number(value >>> 7)];
}
