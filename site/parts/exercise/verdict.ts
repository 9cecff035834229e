import type { Detail } from '../../ts/contract/run';

/** How a check stands: not run, under way, passed, failed, or not reached: the run ended before it. */
export type State = 'idle' | 'waiting' | 'passed' | 'failed' | 'unreached';

/** A check of an exercise, and what the last run of it has measured. */
export interface Check {
	readonly name: string;
	state: State;
	text: string;
	/** Whether the text is a sentence of ours, in the reader's language: what a check measures is in English. */
	ours: boolean;
}

/** The sentences of ours in place of what a check would have measured. */
export interface Sentences {
	/** The run ended in the midst of the check. */
	ended: string;
	/** The run ended before the check, or did not begin. */
	unreached: readonly string[];
}

/** What runs of an exercise's checks have found: of all of them, or of one, which leaves the others as they are. */
export class Verdict {
	/** In the order of their declaration. */
	readonly checks: readonly Check[];

	constructor(names: readonly string[]) {
		this.checks = names.map((name) => ({ name, state: 'idle', text: '', ours: false }));
	}

	/** A run begins: of the check `only`, or of all. */
	begin(only?: string): void {
		for (const check of this.checks) {
			if (only === undefined || check.name === only) {
				Object.assign(check, { state: 'waiting', text: '', ours: false });
			}
		}
	}

	/** Takes the word on a check. */
	add({ name, ok, text }: Extract<Detail, { kind: 'check' }>): void {
		const check = this.checks.find((one) => one.name === name);
		if (check) {
			check.state = ok ? 'passed' : 'failed';
			check.text = text;
		}
	}

	/** The run has ended, or another takes its place. */
	end({ ended, unreached }: Sentences = { ended: '', unreached: [] }): void {
		for (const check of this.checks) {
			if (check.state === 'waiting' || (check.state === 'failed' && unreached.includes(check.text))) {
				check.state = 'unreached';
				check.ours = true;
			} else if (check.state === 'failed' && check.text === ended) {
				check.ours = true;
			}
		}
	}

	/** Returns a check that has failed: the one of that name rather than any, else the first. */
	failed(name?: string): Check | undefined {
		const all = this.checks.filter(({ state }) => state === 'failed');
		return all.find((one) => one.name === name) ?? all[0];
	}

	/** Whether all checks have passed. */
	get solved(): boolean {
		return this.checks.every(({ state }) => state === 'passed');
	}
}
