// Bundles the unit tests, *.test.ts beside what they test, and runs them with
// Node's own runner. Arguments choose among them: "npm test share lines".
import { build } from 'esbuild';
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { longest } from '../testing/patience.mjs';

const out = 'node_modules/.tests'; // beneath site/, so that what stays outside the bundles is found
const chosen = process.argv.slice(2);
const tests = ['ts', 'parts']
	.flatMap((folder) => readdirSync(folder, { recursive: true }).map((file) => join(folder, file)))
	.filter((file) => file.endsWith('.test.ts'))
	.filter((file) => chosen.length === 0 || chosen.some((part) => file.includes(part)));
if (tests.length === 0) {
	console.error(`no test is named by ${chosen.join(' ')}`);
	process.exit(1);
}
const goroot = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
await rm(out, { recursive: true, force: true });
const { metafile } = await build({
	entryPoints: tests,
	outdir: out,
	outbase: '.',
	outExtension: { '.js': '.mjs' },
	bundle: true,
	format: 'esm',
	platform: 'node',
	target: 'node20',
	packages: 'external',
	loader: { '.py': 'text' },
	alias: { wasm_exec: join(goroot, 'lib/wasm/wasm_exec.js') },
	sourcemap: 'inline',
	metafile: true,
	logLevel: 'warning',
});
const options = ['--enable-source-maps', '--experimental-websocket', '--test', '--test-reporter=./ts/report.mjs', `--test-timeout=${longest}`];
const { status } = spawnSync(process.execPath, [...options, ...Object.keys(metafile.outputs)], { stdio: 'inherit' });
process.exit(status ?? 1);
