// Everything that a test starts or writes ends with it. So that this can be seen,
// a run has a folder of its own for temporary files, whose path its processes have
// in their environment. The modules that make such files are imported later.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './until.mjs';

const folder = mkdtempSync(join(tmpdir(), 'tour-e2e-'));
process.env.TMPDIR = folder;
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

/**
 * Resolves once nothing of the tests is left. Where something stays it rejects with
 * a sentence, and ends the processes.
 */
export async function nothingLeft() {
	let processes = [];
	let files = [];
	try {
		await until('nothing is left', () => {
			processes = ours();
			files = readdirSync(folder);
			return processes.length === 0 && files.length === 0;
		});
	} catch {
		for (const { pid } of processes) {
			process.kill(pid, 'SIGKILL');
		}
		const names = processes.map(({ pid, name }) => `the process ${name} (${pid})`);
		names.push(...files.map((file) => `the temporary file ${file}`));
		throw new Error(`the tests have left ${names.join(', ')}`);
	}
}

/**
 * Returns the descendants of this process: by their parents, and where a parent has
 * ended by the folder that their environment names.
 */
function ours() {
	const all = processes();
	const found = new Set(all.filter(({ folder }) => folder));
	for (let size = -1; size < found.size; ) {
		size = found.size;
		const pids = new Set([process.pid, ...[...found].map(({ pid }) => pid)]);
		for (const one of all.filter(({ parent }) => pids.has(parent))) {
			found.add(one);
		}
	}
	return [...found];
}

/**
 * Returns the processes of the machine that have not ended, where it has a /proc:
 * pid, name, parent's pid, and whether their environment names the folder.
 */
function processes() {
	const found = [];
	for (const pid of pids()) {
		try {
			const [, name, state, parent] = /^\d+ \((.*)\) (\w) (\d+) /s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'));
			if (state !== 'Z') {
				found.push({ pid, name, parent: Number(parent), folder: environment(pid).includes(`TMPDIR=${folder}`) });
			}
		} catch {
			// It has ended in the meantime.
		}
	}
	return found;
}

function pids() {
	try {
		return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number);
	} catch {
		return [];
	}
}

/** Returns the environment of a process; of another user's, nothing. */
function environment(pid) {
	try {
		return readFileSync(`/proc/${pid}/environ`, 'latin1');
	} catch {
		return '';
	}
}
