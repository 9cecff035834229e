import { inspect } from 'node:util';
import { record } from './results.mjs';

/**
 * Returns a reporter for Node's test runner: a line for each group of tests, every
 * failure whole, and a line for all of them at the end. Each test is recorded as a
 * result of the suite, "e2e" or "unit". Of a test, locate returns the name of its
 * group and the command that repeats it, given the names of the tests around it
 * and its own, and the path of its file.
 */
export function reporter(suite, locate) {
	return async function* (events) {
		const report = new Report(suite, locate);
		for await (const { type, data } of events) {
			yield report.take(type, data);
		}
		yield report.end();
	};
}

class Report {
	#suite;
	#locate;
	#begun = performance.now();
	/** The names of the tests that the runner reports at present, each within the one before. */
	#path = [];
	/** By depth: how many tests of a group have been reported. */
	#inGroup = [];
	#count = { passed: 0, failed: 0, skipped: 0 };
	/** By file: what its tests have written to standard error. */
	#stderr = new Map();
	/** The files in which tests have failed. */
	#broken = new Set();
	/** Whether the last test that was reported has failed: its diagnostics follow. */
	#failing = false;

	constructor(suite, locate) {
		this.#suite = suite;
		this.#locate = locate;
	}

	/** Takes an event of the runner, and returns what there is to print. */
	take(type, data) {
		switch (type) {
			case 'test:start':
				this.#path.length = data.nesting;
				this.#path.push(data.name);
				return '';
			case 'test:pass':
			case 'test:fail':
				return this.#finish(data);
			case 'test:diagnostic':
				return this.#failing && !isSummary(data) ? `  ${data.message}\n` : '';
			case 'test:stderr':
				this.#stderr.set(data.file, (this.#stderr.get(data.file) ?? '') + data.message);
				return '';
			default:
				return '';
		}
	}

	/** Returns what the failing files have written to standard error, and the line at the end. */
	end() {
		const { passed, failed, skipped } = this.#count;
		const written = [...this.#broken].map((file) => this.#stderr.get(file) ?? '').join('');
		return `${written}${this.#suite}: ${passed} passed, ${failed} failed, ${skipped} skipped, in ${seconds(performance.now() - this.#begun)}\n`;
	}

	#finish({ name, nesting, file, skip, details: { type, duration_ms: ms, error } }) {
		const path = [...this.#path.slice(0, nesting), name];
		const count = this.#inGroup[nesting] ?? 0;
		const isGroup = type === 'suite';
		if (isGroup) {
			this.#inGroup[nesting] = 0;
		}
		// The failures within are reported, and so is what has kept tests from running.
		const failed = error !== undefined && !['subtestsFailed', 'cancelledByParent'].includes(error.failureType);
		this.#failing = failed;
		const sign = error ? '✖' : '✔';
		const line = isGroup && count > 0 ? `${sign} ${name}: ${count} tests in ${seconds(ms)}\n` : '';
		if (isGroup && !failed) {
			return line;
		}
		if (error !== undefined && !failed) {
			return '';
		}
		if (!isGroup && nesting > 0) {
			this.#inGroup[nesting - 1] = (this.#inGroup[nesting - 1] ?? 0) + 1;
		}
		return this.#record(path, file, { ms, error, skipped: Boolean(skip) }) + line;
	}

	#record(path, file, { ms, error, skipped }) {
		const { group, again } = this.#locate(path, file);
		const name = group === path.at(-1) ? group : `${group} › ${path.at(-1)}`;
		const cause = error?.cause ?? error;
		this.#count[error ? 'failed' : skipped ? 'skipped' : 'passed']++;
		record({
			suite: this.#suite,
			name,
			ok: !error,
			skipped,
			ms,
			error: String(cause?.message ?? cause ?? ''),
			again,
		});
		if (!error) {
			return '';
		}
		this.#broken.add(file);
		const whole = typeof cause === 'string' ? cause : inspect(cause, { depth: 5 });
		return `\n✖ ${name} (${seconds(ms)})\n  again: ${again}\n${whole.replace(/^/gm, '  ')}\n`;
	}
}

function seconds(ms) {
	return `${(ms / 1000).toFixed(1)} s`;
}

/** Reports whether a diagnostic is one of the numbers that the runner ends with. */
function isSummary({ file, message }) {
	return file === undefined && /^[a-z_]+ [\d.]+$/.test(message);
}
