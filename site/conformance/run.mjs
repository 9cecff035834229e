// Builds and runs the programs of the installed Go's own tests, GOROOT/test,
// with what pages build and run with, and holds them to what they have to write.
//
//	node conformance/run.mjs [part of a name…]
//
// They are those of one file that say "// run" and need no flags; the whole is
// those in the folders of GOROOT/test too, a thousand more. cannot.txt lists the
// ones that cannot work here; one of these that does is a failure, so that the
// list stays true.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isWhole } from '../testing/needs.mjs';
import { record } from '../testing/results.mjs';
import { bundle, Thread } from '../testing/thread.mjs';

/** Folders of GOROOT/test with programs of one file; most of them are for other things. */
const allFolders = ['.', 'chan', 'fixedbugs', 'interface', 'ken', 'typeparam'];

/** Parts of the names of the programs to run; of all where there are none. */
const parts = process.argv.slice(2);
const goroot = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
const tests = join(goroot, 'test');

/** Returns the names of the programs in a folder, and of all its files that are for other machines. */
function programs(folder) {
	const dir = join(tests, folder);
	const names = readdirSync(dir).filter(
		(name) =>
			name.endsWith('.go') && /^(\/\/go:build .*\s+)?\/\/ run\s*\n/.test(readFileSync(join(dir, name), 'utf8')),
	);
	const format = '{{range .IgnoredGoFiles}}{{.}}\n{{end}}';
	const env = { ...process.env, GOOS: 'js', GOARCH: 'wasm', GO111MODULE: 'off', GOFLAGS: '' };
	const ignored = execFileSync('go', ['list', '-e', '-f', format, '.'], { cwd: dir, encoding: 'utf8', env }).split(
		'\n',
	);
	return { names: names.map((name) => join(folder, name)), elsewhere: ignored.map((name) => join(folder, name)) };
}

function constraint(name) {
	return /^\/\/go:build .*/m.exec(readFileSync(join(tests, name), 'utf8'))?.[0] ?? 'its name says so';
}

/** Reads cannot.txt: by name, why the program cannot work here. */
function readList() {
	const lines = readFileSync(join(import.meta.dirname, 'cannot.txt'), 'utf8').split('\n');
	return new Map(lines.filter((line) => line && !line.startsWith('#')).map((line) => line.split(/\s+(.*)/s, 2)));
}

/** Returns what a thread is to try. */
function trialOf(name) {
	const expected = join(tests, name.replace(/\.go$/, '.out'));
	const file = /^\w+\.go$/.test(basename(name)) ? basename(name) : 'main.go';
	return {
		name: file,
		source: readFileSync(join(tests, name), 'utf8'),
		want: existsSync(expected) ? readFileSync(expected, 'utf8') : '',
	};
}

/**
 * Tries one program, and returns what is wrong with it, or "". A thread in which a program has failed is closed: it is
 * not to harm the next.
 */
async function attempt(thread, trial) {
	try {
		const wrong = await thread.ask(trial);
		if (wrong !== '') {
			await thread.close();
		}
		return wrong;
	} catch (error) {
		return `the thread broke: ${error}`;
	}
}

/** Tries one program, and returns 'passed', or 'failed' or 'skipped' and why. */
async function judge(thread, name, cannot) {
	const wrong = await attempt(thread, trialOf(name));
	const why = cannot.get(name);
	if (why === undefined) {
		return wrong === '' ? ['passed'] : ['failed', wrong];
	}
	return wrong === '' ? ['failed', `it passes: take it out of cannot.txt, which says "${why}"`] : ['skipped', why];
}

/** Tries programs, by as many threads as there are processors, and tells of each. */
async function judgeAll(script, names, cannot, report) {
	const left = names.values();
	const work = async () => {
		const thread = new Thread(script);
		for (const name of left) {
			const begun = performance.now();
			const [verdict, why] = await judge(thread, name, cannot);
			report(name, verdict, why, performance.now() - begun);
		}
		await thread.close();
	};
	await Promise.all(Array.from({ length: availableParallelism() }, work));
}

/** Reports whether all went well. */
async function main() {
	const begun = performance.now();
	const count = { passed: 0, failed: 0, skipped: 0 };
	const report = (name, verdict, why, ms) => {
		count[verdict]++;
		const again = `cd site && node conformance/run.mjs ${name}`;
		record({
			suite: 'conformance',
			name,
			ok: verdict !== 'failed',
			skipped: verdict === 'skipped',
			ms,
			error: why,
			again,
		});
		if (verdict !== 'passed') {
			console.log(`${verdict} ${name}: ${why}`);
		}
	};
	const found = (isWhole ? allFolders : ['.']).map(programs);
	const elsewhere = new Set(found.flatMap((one) => one.elsewhere));
	const chosen = found
		.flatMap((one) => one.names)
		.filter((name) => parts.length === 0 || parts.some((part) => name.includes(part)));
	const cannot = readList();
	for (const name of cannot.keys()) {
		if (!existsSync(join(tests, name))) {
			report(name, 'failed', 'there is no such program: take it out of cannot.txt');
		}
	}
	for (const name of chosen.filter((name) => elsewhere.has(name))) {
		report(name, 'skipped', `it is for other machines: ${constraint(name)}`);
	}
	const dir = mkdtempSync(join(tmpdir(), 'tour-conformance-'));
	try {
		await judgeAll(await bundle('conformance.ts', dir), chosen.filter((name) => !elsewhere.has(name)), cannot, report);
	} finally {
		rmSync(dir, { recursive: true });
	}
	console.log(
		`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped, in ${Math.round((performance.now() - begun) / 1000)} s`,
	);
	return count.failed === 0;
}

process.exitCode = (await main()) ? 0 : 1;
