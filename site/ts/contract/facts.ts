/**
 * What is known of a run that has ended, as package server/behave makes it of the
 * run's moments. Times are milliseconds on the program's clock; lists hold the
 * first entries, the counts beside them are of all.
 */

import type { Cause } from './moment';

export interface Facts {
	/** How far it is known what the tasks did. */
	until: number;
	/** How many there were, the first one included. */
	tasks: number;
	/** Of all but the first; of the first where it is alone. */
	waiting: Sum;
	/** Of all. */
	running: Sum;
	/** The tasks beside the first that had not ended when the program returned from main. */
	left: Left[];
	/** Go's runtime has reported one. */
	deadlock?: { tasks: number; stuck: Stuck[] };
	starved: Starved[];
}

/** How much of one state there was: the time of all tasks together, and how many were in it at once. */
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
	/** waiting: what for. */
	on?: Cause;
	/** 0 where it is not known. */
	line: number;
	/** Since when the first is in that state. */
	at: number;
}

/** A task that waited for ever. */
export interface Stuck {
	task: number;
	on: Cause;
	line: number;
	since: number;
}

/** A task that ran on while others could not go on: the longest stretch, and how many there were at that line. */
export interface Starved {
	task: number;
	at: number;
	time: number;
	line: number;
	times: number;
	/** How many had to wait for the longest, and which. */
	tasks: number;
	others: number[];
}
