import type { Diagnostic, Event, Reason } from '../../../ts/contract/run';
import type { Facts } from '../../../ts/contract/facts';
import type { Cause, Moment } from '../../../ts/contract/moment';
import { Printed, type Stream } from './printed';

/** The state of a task: it runs, could run, or waits. */
export type State = 'running' | 'ready' | 'waiting';

/** A place in the reader's source. */
export interface Spot {
	/** The name of the file; '': unknown. */
	readonly file: string;
	/** 0: unknown. */
	readonly line: number;
}

/** A time in which a task was in one state. */
export interface Span extends Spot {
	readonly state: State;
	/** waiting: the cause. */
	readonly on: Cause | undefined;
	readonly from: number;
	/** Infinity while it goes on, which is until the last known instant. */
	to: number;
	/** The task that woke it at the end, 0 for a timer or the runtime; undefined: unknown. */
	wokenBy: number | undefined;
}

/** A print: its first line in its stream, and the number of lines that it ended. */
export interface Mark extends Spot {
	readonly at: number;
	readonly stream: Stream;
	readonly index: number;
	readonly newlines: number;
}

/** A region of trace.WithRegion, or a user task, while it lasts. */
export interface Region {
	readonly name: string;
	readonly from: number;
	to: number;
	/** The number of enclosing regions of the task; -1: a user task. */
	readonly depth: number;
}

/** A message by trace.Log. */
export interface Note {
	readonly at: number;
	readonly text: string;
}

/** A goroutine, or an asyncio task or thread. */
export interface Task extends Spot {
	readonly id: number;
	/** Its function: "main.worker". */
	readonly name: string;
	/** The task that created it, there, and when; 0: none that is shown. */
	readonly by: number;
	readonly at: number;
	readonly thread: boolean;
	readonly spans: Span[];
	readonly marks: Mark[];
	readonly regions: Region[];
	readonly notes: Note[];
	/** Its end; Infinity if it has not ended. */
	over: number;
}

/** At that instant one task woke or created another. */
export interface Arrow {
	readonly at: number;
	readonly from: number;
	readonly to: number;
	readonly kind: 'create' | 'wake';
	readonly line: number;
}

/** How a run ended. */
export interface End {
	readonly at: number;
	readonly reason: Reason;
	readonly code: number;
}

/** The most moments of a model; more would be too slow. */
const most = 400_000;

/**
 * A run's tasks, by the events of the run. Events are added as they arrive; all times are milliseconds since the
 * start.
 */
export class Model {
	/** The tasks in the order of their creation. */
	readonly tasks: Task[] = [];
	readonly arrows: Arrow[] = [];
	/** The output, line by line. */
	readonly printed = new Printed();
	/** The diagnostics of the compiler and the race detector. */
	readonly remarks: Diagnostic[] = [];
	/** The pieces of the execution trace, in base64. */
	readonly raw: string[] = [];
	/** Why the trace is incomplete, or ''. */
	message = '';
	end: End | undefined;
	/** Whether it is a run of checks, in which main is not called. */
	checked = false;
	/** The facts of the whole run; undefined before its end, and if they could not be made. */
	facts: Facts | undefined;
	/** Increases with every change. */
	version = 0;
	/** The last instant for which the tasks' states are known. */
	until = 0;
	readonly #byId = new Map<number, Task>();
	readonly #regions = new Map<number, Region[]>();
	readonly #userTasks = new Map<number, Region>();
	#moments = 0;

	/** Adds an event of the run. */
	add(event: Event): void {
		switch (event.kind) {
			case 'stdout':
			case 'stderr':
				this.printed.add(event.kind, event.seq, event.at, event.text);
				break;
			case 'diagnostics':
				this.remarks.push(...event.items);
				break;
			case 'trace':
				this.#trace(event.moments, event.raw, event.message);
				if (event.facts) {
					this.facts = event.facts;
					this.until = Math.max(this.until, event.facts.until);
				}
				break;
			case 'check':
				this.checked = true;
				break;
			case 'end':
				this.end = { at: event.at, reason: event.reason, code: event.code };
				break;
			default:
				return;
		}
		this.version++;
	}

	/** Returns a task. */
	task(id: number): Task | undefined {
		return this.#byId.get(id);
	}

	/** The task that the program began with. */
	get main(): Task | undefined {
		return this.tasks[0];
	}

	#trace(moments: readonly Moment[], raw: string, message: string): void {
		if (raw !== '') {
			this.raw.push(raw);
		}
		this.message ||= message;
		for (const moment of moments) {
			if (this.#moments++ < most) {
				this.#take(moment);
				this.until = Math.max(this.until, moment.at);
			}
		}
	}

	#take(moment: Moment): void {
		const { at } = moment;
		const spot = spotOf(moment);
		if (moment.do === 'create') {
			this.#create(moment);
			return;
		}
		const task = this.#byId.get(moment.task);
		if (!task) {
			return; // began before the trace, or belongs to the runtime
		}
		switch (moment.do) {
			case 'run':
				enter(task, at, 'running', undefined, spot);
				break;
			case 'wait':
				enter(task, at, 'waiting', moment.on ?? 'other', spot);
				break;
			case 'yield':
				enter(task, at, 'ready', undefined, spot);
				break;
			case 'ready':
				this.#wake(task, moment);
				break;
			case 'end':
				close(task, at);
				task.over = at;
				break;
			case 'print':
				task.marks.push({ at, ...spot, ...this.printed.print(moment.stream ?? 'stdout', moment.newlines ?? 0) });
				break;
			case 'log':
				task.notes.push({ at, text: [moment.name, moment.text].filter(Boolean).join(': ') });
				break;
			default:
				this.#region(task, moment);
		}
	}

	#create(moment: Moment): void {
		const { at, task: id, name = '', by = 0, thread = false } = moment;
		const spot = spotOf(moment);
		const task: Task = {
			id,
			name,
			by,
			...spot,
			at,
			thread,
			spans: [],
			marks: [],
			regions: [],
			notes: [],
			over: Infinity,
		};
		this.tasks.push(task);
		this.#byId.set(id, task);
		enter(task, at, 'ready', undefined, nowhere);
		if (this.#byId.has(by)) {
			this.arrows.push({ at, from: by, to: id, kind: 'create', line: spot.line });
		}
	}

	#wake(task: Task, { at, by = 0, line = 0 }: Moment): void {
		const last = task.spans.at(-1);
		if (last) {
			last.wokenBy = by;
		}
		enter(task, at, 'ready', undefined, nowhere);
		if (by !== task.id && this.#byId.has(by)) {
			this.arrows.push({ at, from: by, to: task.id, kind: 'wake', line });
		}
	}

	#region(task: Task, { do: deed, at, name = '', id = 0 }: Moment): void {
		const open = this.#regions.get(task.id) ?? [];
		this.#regions.set(task.id, open);
		const region: Region = { name, from: at, to: Infinity, depth: deed === 'begin' ? -1 : open.length };
		switch (deed) {
			case 'enter':
				open.push(region);
				task.regions.push(region);
				break;
			case 'leave': {
				const left = open.pop();
				if (left) {
					left.to = at;
				}
				break;
			}
			case 'begin':
				this.#userTasks.set(id, region);
				task.regions.push(region);
				break;
			case 'done': {
				const done = this.#userTasks.get(id);
				if (done) {
					done.to = at; // whichever of its goroutines ends it
				}
			}
		}
	}
}

const nowhere: Spot = { file: '', line: 0 };

function spotOf({ file = '', line = 0 }: Moment): Spot {
	return { file, line };
}

/** Ends the current span of a task. */
function close(task: Task, at: number): void {
	const last = task.spans.at(-1);
	if (last?.to === Infinity) {
		last.to = at;
	}
}

/** Begins a span of a task. Spans without duration are dropped, except running ones. */
function enter(task: Task, at: number, state: State, on: Cause | undefined, spot: Spot): void {
	close(task, at);
	const last = task.spans.at(-1);
	if (last && last.from === last.to && last.state === 'ready') {
		task.spans.pop();
	}
	task.spans.push({ state, on, from: at, to: Infinity, ...spot, wokenBy: undefined });
}

/** Returns the end of the visible part of a model, as of an instant. */
export function untilOf({ until }: { until: number }, now: number): number {
	return Math.min(until, now);
}

/** Returns the end of a span, with knowledge up to an instant. */
export function endOf(span: { to: number }, until: number): number {
	return Math.min(span.to, until);
}
