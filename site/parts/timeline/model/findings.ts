import type { Facts } from '../../../ts/contract/facts';
import type { Model, Spot } from './model';
import { functionName, type Title, titles } from './titles';
import { causeName, lasting, type Words } from './words';

/** A statement about a run in plain words, with its evidence. */
export interface Finding extends Spot {
	readonly kind: 'deadlock' | 'stuck' | 'left' | 'unstarted' | 'starved' | 'race';
	readonly text: string;
	/** The task and the instant of the evidence. */
	readonly task: number | undefined;
	readonly at: number;
}

/** The most findings of a kind that are listed. */
const most = 5;

/** Puts the facts of a run that has ended into words; a run under way has none. */
export function findings(model: Model, words: Words): Finding[] {
	if (!model.end) {
		return [];
	}
	const { facts } = model;
	const names = titles(model);
	if (!facts) {
		return races(model);
	}
	return [
		...deadlocked(facts, model, names, words),
		...left(facts, model, words),
		...starved(facts, model, names, words),
		...races(model),
	];
}

/** The tasks of a deadlock, and the causes of their waits. */
function deadlocked(
	{ deadlock, until }: Facts,
	model: Model,
	names: ReadonlyMap<number, Title>,
	words: Words,
): Finding[] {
	if (!deadlock) {
		return [];
	}
	const { tasks, stuck } = deadlock;
	const base = { task: undefined, at: until, file: '', line: 0 };
	const all = stuck.slice(0, most).map(({ task, on, line, since }): Finding => {
		const who = nameOf(task, names);
		const text = words('stuck', { who, on: causeName(on, words), since: lasting(since, words) });
		return { kind: 'stuck', text, ...spotAt(model, task, since, line), task, at: since };
	});
	const found: Finding[] = [{ ...base, kind: 'deadlock', text: words('deadlock', { n: tasks }) }, ...all];
	if (tasks > most) {
		found.push({ ...base, kind: 'stuck', text: words('stuckMore', { n: tasks - most }) });
	}
	return found;
}

/** The tasks that had not ended when the first one, and with it the program, did; or when a check was over. */
function left(facts: Facts, model: Model, words: Words): Finding[] {
	return facts.left.slice(0, most).map(({ name, task, tasks, state, on, line, at }): Finding => {
		const values = { n: tasks, who: functionName(name), on: causeName(on, words) };
		const key = state === 'unstarted' ? 'unstarted' : state === 'waiting' ? 'leftWaiting' : 'leftRunning';
		const text = words(model.checked ? afterCheck[key] : key, values);
		const kind = state === 'unstarted' ? 'unstarted' : 'left';
		return { kind, text, ...spotAt(model, task, at, line), task, at };
	});
}

const afterCheck = { unstarted: 'checkUnstarted', leftWaiting: 'checkWaiting', leftRunning: 'checkRunning' } as const;

/** The tasks that ran without a pause while others, ready to run, had to wait. */
function starved(
	facts: Facts,
	model: Model,
	names: ReadonlyMap<number, Title>,
	words: Words,
): Finding[] {
	return facts.starved.slice(0, most).map(({ task, at, time, line, times, tasks, others }): Finding => {
		const values = {
			n: tasks,
			times,
			who: nameOf(task, names),
			time: lasting(time, words),
			other: nameOf(others[0]!, names),
		};
		const text = words(times > 1 ? 'starvedOften' : 'starved', values);
		return { kind: 'starved', text, ...spotAt(model, task, at, line), task, at };
	});
}

function nameOf(task: number, names: ReadonlyMap<number, Title>): string {
	return names.get(task)?.name ?? '?';
}

function races({ remarks }: Model): Finding[] {
	return remarks
		.filter(({ severity }) => severity === 'race')
		.map(({ message, file, line }): Finding => ({ kind: 'race', text: message, file, line, task: undefined, at: 0 }));
}

/**
 * Returns the place of a line at which a task was at an instant: facts have lines without files. Of a task that was
 * in the file of the checks, which the reader has not, it is the place where the task was started.
 */
function spotAt(model: Model, id: number, at: number, line: number): Spot {
	const task = model.task(id);
	const before = task?.spans.filter(({ from }) => from <= at).reverse();
	const spots = task && before ? [...before, ...task.spans, ...task.marks, task] : [];
	const file = spots.find((one) => one.line === line)?.file ?? '';
	const started = task && file === checksFile && task.file !== checksFile;
	return started ? { file: task.file, line: task.line } : { file, line };
}

/** The file of an exercise's checks, as moments name it. */
const checksFile = 'check_test.go';
