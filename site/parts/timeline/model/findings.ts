import { type Model, type Span, type Task } from './model';
import { spanAt } from './rows';
import { functionName, type Title, titles } from './titles';
import { causeName, lasting, type Words } from './words';

/** Something about a run in plain words, of which the trace or the run is the evidence. */
export interface Finding {
	readonly kind: 'deadlock' | 'stuck' | 'left' | 'unstarted' | 'starved' | 'race';
	readonly text: string;
	/** Where in the reader's source; 0 where nothing says. */
	readonly line: number;
	/** The task that it is about, and the instant. */
	readonly task: number | undefined;
	readonly at: number;
}

/** One that keeps others from running is told of from so many milliseconds on. */
const starvation = 100;

/** A timer that comes so many milliseconds after somebody has run that long had to wait for it. */
const soon = 20;

/** The most findings of a kind that are told of one by one. */
const most = 5;

/** What Go's runtime says when nobody is left to wake anybody. */
const deadlock = 'all goroutines are asleep - deadlock!';

/** Returns what is to be said of a run that has ended; of one under way, nothing. */
export function findings(model: Model, words: Words): Finding[] {
	if (!model.end) {
		return [];
	}
	const names = titles(model);
	return [...deadlocked(model, names, words), ...left(model, words), ...starved(model, names, words), ...races(model)];
}

function deadlocked(model: Model, names: ReadonlyMap<number, Title>, words: Words): Finding[] {
	if (!model.printed.lines('stderr').some(({ text }) => text.includes(deadlock))) {
		return [];
	}
	const stuck = model.tasks.flatMap((task) => {
		const span = task.spans.at(-1);
		return task.over === Infinity && span?.state === 'waiting' ? [{ task, span }] : [];
	});
	if (stuck.length === 0) {
		return [];
	}
	const base = { task: undefined, at: model.until, line: 0 };
	const all = stuck.slice(0, most).map(({ task, span }): Finding => {
		const text = words('stuck', { who: names.get(task.id)!.name, on: causeName(span.on, words), since: lasting(span.from, words) });
		return { kind: 'stuck', text, line: span.line, task: task.id, at: span.from };
	});
	const more: Finding[] = stuck.length > most ? [{ ...base, kind: 'stuck', text: words('stuckMore', { n: stuck.length - most }) }] : [];
	return [{ ...base, kind: 'deadlock', text: words('deadlock', { n: stuck.length }) }, ...all, ...more];
}

/** Those that were not over when the first task was, and with it the program; several that did the same are told of together. */
function left(model: Model, words: Words): Finding[] {
	const { end, main } = model;
	if (end?.reason !== 'exit' || end.code !== 0 || !main || model.message !== '') {
		return [];
	}
	const groups = new Map<string, { span: Span; tasks: Task[]; began: boolean }>();
	for (const task of model.tasks.slice(1)) {
		const span = task.spans.at(-1);
		if (task.over !== Infinity || !span) {
			continue;
		}
		const began = task.spans.some(({ state }) => state !== 'ready');
		const key = `${task.name} ${span.state} ${span.on ?? ''} ${span.line} ${began}`;
		const group = groups.get(key) ?? { span, tasks: [], began };
		groups.set(key, group);
		group.tasks.push(task);
	}
	return [...groups.values()].slice(0, most).map(({ span, tasks, began }): Finding => {
		const [first] = tasks;
		const values = { n: tasks.length, who: functionName(first!.name), on: causeName(span.on, words) };
		const text = words(!began ? 'unstarted' : span.state === 'waiting' ? 'leftWaiting' : 'leftRunning', values);
		return { kind: began ? 'left' : 'unstarted', text, line: span.line || first!.line, task: first!.id, at: span.from };
	});
}

/** Those that ran on while others, ready to run, had to wait for them; of one line the longest stretch is told, and how many there were. */
function starved(model: Model, names: ReadonlyMap<number, Title>, words: Words): Finding[] {
	const groups = new Map<string, { task: Task; span: Span; time: number; kept: Task[]; times: number }>();
	for (const task of model.tasks) {
		for (const span of task.spans) {
			const time = Math.min(span.to, model.until) - span.from;
			const kept = span.state === 'running' && time > starvation ? keptWaiting(model, task, span.from, span.from + time) : [];
			if (kept.length > 0) {
				const key = `${task.name} ${lineOf(task, span)}`;
				const known = groups.get(key);
				const longest = known && known.time >= time ? known : { task, span, time, kept };
				groups.set(key, { ...longest, times: (known?.times ?? 0) + 1 });
			}
		}
	}
	return [...groups.values()].slice(0, most).map(({ task, span, time, kept, times }): Finding => {
		const values = { n: kept.length, times, who: names.get(task.id)!.name, time: lasting(time, words), other: names.get(kept[0]!.id)!.name };
		return { kind: 'starved', text: words(times > 1 ? 'starvedOften' : 'starved', values), line: lineOf(task, span), task: task.id, at: span.from };
	});
}

/** Returns who could not go on while a task ran. Where others ran at the same time nobody can say who was in whose way. */
function keptWaiting(model: Model, task: Task, from: number, to: number): Task[] {
	const others = model.tasks.filter((other) => other !== task);
	if (others.some((other) => spanAt(other, (from + to) / 2)?.state === 'running')) {
		return [];
	}
	return others.filter((other) => readyWithin(other, from, to) > starvation || sleptThrough(other, from, to));
}

/** Returns how long at a stretch a task was ready to run, and did not, in a time. */
function readyWithin({ spans }: Task, from: number, to: number): number {
	return spans.reduce((longest, span) => (span.state === 'ready' ? Math.max(longest, Math.min(span.to, to) - Math.max(span.from, from)) : longest), 0);
}

/**
 * Reports whether a task slept all the time that another ran, and its timer came only
 * when that paused: with one processor and no preemption, nobody looks at the clock before.
 */
function sleptThrough({ spans }: Task, from: number, to: number): boolean {
	return spans.some((span) => span.on === 'sleep' && span.from <= from && span.to >= to && span.to <= to + soon);
}

/** Returns where a task ran: the line that the trace tells next or told last. */
function lineOf(task: Task, span: Span): number {
	const index = task.spans.indexOf(span);
	const print = task.marks.find(({ at, line }) => line > 0 && at >= span.from && at <= span.to);
	const near = [span, task.spans[index + 1], task.spans[index - 1]].find((one) => one !== undefined && one.line > 0);
	return print?.line ?? near?.line ?? task.line;
}

function races({ remarks }: Model): Finding[] {
	return remarks.filter(({ severity }) => severity === 'race').map(({ message, line }): Finding => ({ kind: 'race', text: message, line, task: undefined, at: 0 }));
}
