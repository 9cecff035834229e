/** What the page and the worker that runs Python say to each other. */

import type { Moment } from './moment';
import type { Ended, Text } from './protocol';

/** To the worker. It takes one after the other. */
export type ToPython =
	/** Loads Python as described at `description`; `known`: it has all been here before. */
	| { kind: 'open'; description: string; known: boolean }
	/** Runs a program, for so many milliseconds of its own time at the most. */
	| { kind: 'run'; source: string; limit: number; trace: boolean };

/**
 * From the worker. It does not wait while a program sleeps: what a program will
 * print in a second comes as soon as it has been computed, with its time.
 */
export type FromPython =
	/** So many bytes have arrived, compressed. */
	| { kind: 'loaded'; bytes: number; total: number }
	| { kind: 'opened' }
	/** Python could not be loaded. */
	| { kind: 'shut'; error: string }
	| { kind: 'running' }
	| { kind: 'texts'; texts: Text[] }
	| { kind: 'moments'; moments: Moment[] }
	| Ended;
