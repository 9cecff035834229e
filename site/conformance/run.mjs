// Builds and runs the programs of the installed Go's own tests, GOROOT/test,
// with what pages build and run with, and holds them to what they have to write.
//
//	node conformance/run.mjs [--all] [part of a name…]
//
// They are those that say "// run" and need no flags. cannot.txt lists the ones
// that cannot work here; one of those that does is a failure too, so that the
// list stays true. With --all those in the folders of GOROOT/test are among
// them: some thousand, which take minutes.
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';

/** The most milliseconds for one program, to be built and run: what a page allows both. */
const patience = 90_000;

/** Folders of GOROOT/test with programs of one file; most of them are for other things. */
const allFolders = ['.', 'chan', 'fixedbugs', 'interface', 'ken', 'typeparam'];

const { values, positionals } = parseArgs({ options: { all: { type: 'boolean', default: false } }, allowPositionals: true });
const goroot = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
const tests = join(goroot, 'test');

/** Returns the names of the programs in a folder, and which of its files are for other machines. */
function programs(folder) {
	const dir = join(tests, folder);
	const format = '{{range .IgnoredGoFiles}}{{.}}\n{{end}}';
	const env = { ...process.env, GOOS: 'js', GOARCH: 'wasm', GO111MODULE: 'off', GOFLAGS: '' };
	const ignored = execFileSync('go', ['list', '-e', '-f', format, '.'], { cwd: dir, encoding: 'utf8', env }).split('\n');
	const names = readdirSync(dir).filter((name) => name.endsWith('.go') && says(join(dir, name), /^(\/\/go:build .*\n+)?\/\/ run\n/));
	return { names: names.map((name) => join(folder, name)), elsewhere: ignored.map((name) => join(folder, name)) };
}

function says(file, pattern) {
	return pattern.test(readFileSync(file, 'utf8').replaceAll('\r\n', '\n'));
}

/** Reads cannot.txt: by name, why the program cannot work here. */
function readList() {
	const lines = readFileSync(join(import.meta.dirname, 'cannot.txt'), 'utf8').split('\n');
	return new Map(lines.filter((line) => line && !line.startsWith('#')).map((line) => line.split(/\s+(.*)/s, 2)));
}

/** Bundles the thread's script into a folder. */
async function bundle(dir) {
	const outfile = join(dir, 'thread.mjs');
	await build({
		entryPoints: [join(import.meta.dirname, '..', 'ts', 'toolchain', 'testing', 'conformance.ts')],
		outfile,
		bundle: true,
		format: 'esm',
		platform: 'node',
		target: 'node20',
		alias: { wasm_exec: join(goroot, 'lib', 'wasm', 'wasm_exec.js') },
		logLevel: 'warning',
	});
	return outfile;
}

/** A thread that tries one program after the other. One that does not come to an end costs the thread, which is replaced. */
class Thread {
	constructor(script) {
		this.script = script;
	}

	async try(trial) {
		this.worker ??= await open(this.script);
		let wrong;
		try {
			const answer = once(this.worker, 'message', { signal: AbortSignal.timeout(patience) });
			this.worker.postMessage(trial);
			[wrong] = await answer;
		} catch (error) {
			wrong = error.name === 'AbortError' ? 'it does not end' : `the thread broke: ${error}`;
		}
		if (wrong !== '') {
			await this.close(); // whatever it is, it is not to harm the next
		}
		return wrong;
	}

	async close() {
		await this.worker?.terminate();
		this.worker = undefined;
	}
}

async function open(script) {
	const worker = new Worker(script);
	await once(worker, 'message');
	return worker;
}

function trialOf(name) {
	const expected = join(tests, name.replace(/\.go$/, '.out'));
	return { name: /^\w+\.go$/.test(basename(name)) ? basename(name) : 'main.go', source: readFileSync(join(tests, name), 'utf8'), want: existsSync(expected) ? readFileSync(expected, 'utf8') : '' };
}

async function main() {
	const begun = performance.now();
	const cannot = readList();
	const found = (values.all ? allFolders : ['.']).map(programs);
	const names = found.flatMap((one) => one.names);
	const elsewhere = new Set(found.flatMap((one) => one.elsewhere));
	const chosen = names.filter((name) => positionals.length === 0 || positionals.some((part) => name.includes(part)));
	const count = { passed: 0, failed: 0, skipped: 0 };
	const report = (kind, name, reason) => {
		count[kind]++;
		if (kind !== 'passed') {
			console.log(`${kind} ${name}: ${reason}`);
		}
	};
	for (const name of cannot.keys()) {
		if (names.length > 0 && !existsSync(join(tests, name))) {
			report('failed', name, 'cannot.txt lists it, and there is no such program');
		}
	}
	const dir = mkdtempSync(join(tmpdir(), 'tour-conformance-'));
	try {
		const script = await bundle(dir);
		const left = chosen.values();
		const work = async () => {
			const thread = new Thread(script);
			for (const name of left) {
				if (elsewhere.has(name)) {
					report('skipped', name, 'it is for other machines');
					continue;
				}
				const wrong = await thread.try(trialOf(name));
				const why = cannot.get(name);
				if (why === undefined) {
					report(wrong === '' ? 'passed' : 'failed', name, wrong);
				} else if (wrong === '') {
					report('failed', name, `it passes: take it out of cannot.txt, which says ${why}`);
				} else {
					report('skipped', name, why);
				}
			}
			await thread.close();
		};
		await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
	} finally {
		rmSync(dir, { recursive: true });
	}
	console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped, in ${Math.round((performance.now() - begun) / 1000)} s`);
	return count.failed === 0;
}

process.exitCode = (await main()) ? 0 : 1;
