// Bundles the page's tests, beside what they test, and runs them with Node's own
// runner. "npm test" runs the unit tests, *.test.ts, which need Node alone; "npm run
// integration" runs *.integration.test.ts, which need the go command, bin/tour and
// what is packed for pages, or start Python. Arguments choose among the files of
// either by parts of their names: "npm test share lines".
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { longest } from '../testing/patience.mjs';
import { wasmExec } from '../testing/wasmexec.mjs';

const [kind, ...chosen] = process.argv.slice(2);
const isIntegration = kind === 'integration';
const out = `node_modules/.tests/${kind}`; // beneath site/, so that what stays outside the bundles is found
const tests = ['ts', 'parts', 'e2e']
	.flatMap((folder) => readdirSync(folder, { recursive: true }).map((file) => join(folder, file)))
	.filter((file) => /\.test\.m?[jt]s$/.test(file) && file.includes('.integration.') === isIntegration)
	.filter((file) => chosen.length === 0 || chosen.some((part) => file.includes(part)));
if (tests.length === 0) {
	console.error(`no ${kind} test is named by ${chosen.join(' ')}`);
	process.exit(1);
}
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
	alias: isIntegration ? { wasm_exec: wasmExec() } : {},
	sourcemap: 'inline',
	metafile: true,
	logLevel: 'warning',
});
const options = ['--enable-source-maps', '--experimental-websocket', '--test', '--test-reporter=./ts/report.mjs', `--test-timeout=${longest}`];
const env = { ...process.env, TOUR_TEST_KIND: kind };
const { status } = spawnSync(process.execPath, [...options, ...Object.keys(metafile.outputs)], { stdio: 'inherit', env });
process.exit(status ?? 1);
