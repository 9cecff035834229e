/** What a task waits for; the last five in the asyncio original. */
export type Cause =
	| 'sleep'
	| 'receive'
	| 'send'
	| 'select'
	/** A nil channel, or a select without a case. */
	| 'forever'
	| 'mutex'
	| 'waitgroup'
	| 'cond'
	| 'network'
	| 'gc'
	| 'syscall'
	| 'other'
	/** Other tasks: await, gather, wait, a task group. */
	| 'task'
	| 'future'
	| 'queue'
	/** A lock, a semaphore, a condition or an event. */
	| 'lock'
	| 'thread';

/** What happened to a task, or what it did. */
export type Deed =
	/** It is there, and ready to run. */
	| 'create'
	| 'run'
	| 'wait'
	/** It was woken: it would run if there were a processor for it. */
	| 'ready'
	/** It was made to let others run, and is ready. */
	| 'yield'
	| 'end'
	| 'print'
	/** A region of trace.WithRegion begins; it ends. */
	| 'enter'
	| 'leave'
	/** A user task begins; it is done. */
	| 'begin'
	| 'done'
	| 'log';

/**
 * Something that happened at one instant to one task: to a goroutine or, in the
 * asyncio original, to an asyncio task or a thread. Package server/play says the same of it.
 */
export interface Moment {
	/** Milliseconds since the program started, on its own clock. */
	at: number;
	task: number;
	do: Deed;
	/** create, ready: the task that did it; absent: the runtime, a timer for one. */
	by?: number;
	/** wait: what for. */
	on?: Cause;
	/**
	 * create: its function; wait: the function that waits; enter, leave, begin, done, log: what the program
	 * calls it.
	 */
	name?: string;
	/** Where in the reader's source; of a create and a ready, where `by` was. */
	file?: string;
	line?: number;
	/** ready: for how many milliseconds the timer had been due, where that is known. */
	late?: number;
	/** print */
	stream?: 'stdout' | 'stderr';
	/** print: how many lines it ended, absent: none. The prints of a stream, in order, are what the stream holds. */
	newlines?: number;
	/** begin, done: which user task. */
	id?: number;
	/** log: the message. */
	text?: string;
	/** create: a thread of an executor, which runs beside the event loop. */
	thread?: boolean;
}
