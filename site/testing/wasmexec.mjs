import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Returns the path of the installed Go's wasm_exec.js, for which esbuild takes the import of "wasm_exec". */
export function wasmExec() {
	return join(execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim(), 'lib', 'wasm', 'wasm_exec.js');
}
