/**
 * The facts of a run that has ended, made of its moments by package server/behave. Times are milliseconds on the
 * program's clock. Lists hold the first entries; the counts beside them are of all.
 */

import type { Cause } from './moment';

export interface Facts {
	/** The last instant for which the tasks' states are known. */
	until: number;
	/** The number of tasks, the first one included. */
	tasks: number;
	/** Of all tasks but the first; of the first if it is alone. */
	waiting: Sum;
	/** Of all. */
	running: Sum;
	/** The tasks beside the first that had not ended when the program returned from main. */
	left: Left[];
	/** Set if Go's runtime has reported a deadlock. */
	deadlock?: { tasks: number; stuck: Stuck[] };
	starved: Starved[];
}

/** The sum of one state: the time of all tasks together, and the most that were in it at once. */
export interface Sum {
	total: number;
	most: number;
}

/** Tasks of one function in one state at one line. */
export interface Left {
	name: string;
	/** The first of them, and how many there are. */
	task: number;
	tasks: number;
	state: 'unstarted' | 'ready' | 'running' | 'waiting';
	/** waiting: the cause. */
	on?: Cause;
	/** 0: unknown. */
	line: number;
	/** When the first one entered that state. */
	at: number;
}

/** A task that waited for ever. */
export interface Stuck {
	task: number;
	on: Cause;
	line: number;
	since: number;
}

/**
 * A task that ran without a pause while others could not go on: the longest stretch, and the number of such stretches
 * at its line.
 */
export interface Starved {
	task: number;
	at: number;
	time: number;
	line: number;
	times: number;
	/** How many tasks waited during the longest, and which. */
	tasks: number;
	others: number[];
}
