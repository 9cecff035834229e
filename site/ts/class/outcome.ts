/** How a run ended, in the words by which a class is grouped: see outcomes in server/class. */

import type { Facts } from '../contract/facts';
import type { Diagnostic, Event, Reason, Start } from '../contract/run';

/** How a run ended: what it did wrong, or that it did nothing wrong. */
export type Outcome =
	| 'done'
	| 'check'
	| 'deadlock'
	| 'leak'
	| 'starved'
	| 'race'
	| 'build'
	| 'panic'
	| 'exit'
	| 'timeout'
	| 'memory'
	| 'output';

/** What a run has shown. */
export interface Shown {
	readonly outcome: Outcome;
	/** What is the same for all runs that failed alike: a check and what it measured, or what does not compile; or "". */
	readonly finding: string;
	/** From 1; 0: none. */
	readonly line: number;
}

/** Whether a check has passed. */
export interface Verdict {
	name: string;
	ok: boolean;
}

/** The most characters of a finding. */
const mostFinding = 160;

/** Watches a run from its start. */
export class Watched {
	readonly #request: Start;
	readonly #isExercise: boolean;
	#printed = '';
	#facts: Facts | undefined;
	#items: readonly Diagnostic[] = [];
	#failed: { name: string; text: string } | undefined;
	readonly #verdicts: Verdict[] = [];

	/** `isExercise`: only checks say what the program is worth. */
	constructor(request: Start, isExercise: boolean) {
		this.#request = request;
		this.#isExercise = isExercise;
	}

	/** Adds an event of the run. */
	event(event: Event): void {
		switch (event.kind) {
			case 'stderr':
				this.#printed = (this.#printed + event.text).slice(-mostPrinted);
				break;
			case 'diagnostics':
				this.#items = [...this.#items, ...event.items];
				break;
			case 'trace':
				this.#facts = event.facts ?? this.#facts;
				break;
			case 'check':
				this.#verdicts.push({ name: event.name, ok: event.ok });
				if (!event.ok) {
					this.#failed ??= event;
				}
		}
	}

	/** The verdicts of a run of all checks; none of any other. */
	get verdicts(): readonly Verdict[] {
		return this.#request.only === undefined ? this.#verdicts : [];
	}

	/** Returns what the run has shown; undefined if it says nothing about the program. */
	ended(reason: Reason, code: number): Shown | undefined {
		const race = this.#items.find(({ severity }) => severity === 'race');
		switch (reason) {
			case 'stopped':
			case 'busy':
			case 'refused':
			case 'internal':
				return undefined;
			case 'build': {
				const { message = '', line = 0 } = this.#items.find(({ severity }) => severity === 'error') ?? {};
				return shown('build', message, line);
			}
			case 'timeout':
			case 'memory':
			case 'output':
				return this.#starved() ?? shown(reason);
			case 'exit':
		}
		if (this.#printed.includes(deadlockText)) {
			return shown('deadlock', '', this.#facts?.deadlock?.stuck[0]?.line ?? lineIn(this.#printed));
		}
		if (race) {
			return shown('race', '', race.line);
		}
		if (this.#failed) {
			return shown('check', `${this.#failed.name}: ${this.#failed.text}`);
		}
		if (code !== 0) {
			const panic = /^panic: (.*)/m.exec(this.#printed)?.[1];
			return panic === undefined ? shown('exit', `${code}`) : shown('panic', panic, lineIn(this.#printed));
		}
		const left = this.#facts?.left[0];
		if (left) {
			return shown('leak', '', left.line);
		}
		return this.#starved() ?? this.#done();
	}

	#starved(): Shown | undefined {
		const starved = this.#facts?.starved[0];
		return starved && shown('starved', '', starved.line);
	}

	/** An exercise is done when all its checks pass; any other program when it ends well. */
	#done(): Shown | undefined {
		const { check, only } = this.#request;
		const solved = check === true && only === undefined && this.#verdicts.length > 0;
		return solved || !this.#isExercise ? shown('done') : undefined;
	}
}

/** The most characters of standard error to look at: a dump of goroutines comes last. */
const mostPrinted = 20_000;

/** The words of Go's runtime. */
const deadlockText = 'all goroutines are asleep - deadlock!';

/** Returns the first line of the reader's own files that a dump of goroutines names, or 0. */
function lineIn(printed: string): number {
	return Number(/^\t(?:[^\s:]*\/)?main\.go:(\d+)/m.exec(printed)?.[1] ?? 0);
}

function shown(outcome: Outcome, finding = '', line = 0): Shown {
	const words = finding.replace(/\p{Cc}+/gu, ' ').trim();
	return { outcome, finding: Array.from(words).slice(0, mostFinding).join(''), line };
}
