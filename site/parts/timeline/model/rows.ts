import { endOf, type Model, type Span, type State, type Task } from './model';
import { functionName, type Title, titles } from './titles';

/** Why tasks are folded into one row: many of one function, very short ones, or tasks of a library. */
export type Why = 'many' | 'brief' | 'library';

/** A row of the picture: a task of its own, or several folded into one. */
export interface Row {
	/** Identifies the row in its model. */
	readonly key: string;
	readonly title: Title;
	/** The tasks of a fold, or the one task of an ordinary row. */
	readonly tasks: readonly Task[];
	readonly fold: Fold | undefined;
}

/** The description of folded tasks. */
export interface Fold {
	readonly why: Why;
	/** Whether its tasks follow in rows of their own. */
	readonly open: boolean;
	readonly counts: Counts;
}

/** The number of tasks in each state, from each instant to the next. */
export interface Counts {
	readonly at: number[];
	readonly running: number[];
	readonly ready: number[];
	readonly waiting: number[];
}

/** Up to so many rows nothing is folded as 'many'. */
const plenty = 60;

/** With more rows, more than so many tasks of one function are folded. */
const same = 12;

/** A task that took less is 'brief', in milliseconds. */
const brief = 1;

/** Arranges a model's tasks in rows, in order of creation; opened has the keys of the open folds. */
export function arrange(model: Model, opened: ReadonlySet<string>): Row[] {
	const names = titles(model);
	const plain = (task: Task): Row => ({
		key: `task ${task.id}`,
		title: names.get(task.id)!,
		tasks: [task],
		fold: undefined,
	});
	const folds = foldsOf(model);
	const rows: Row[] = [];
	const seen = new Set<string>();
	for (const task of model.tasks) {
		const found = folds.get(task);
		if (!found) {
			rows.push(plain(task));
		} else if (!seen.has(found.key)) {
			seen.add(found.key);
			const { key, why, tasks } = found;
			const name = why === 'library' ? packageOf(task.name) : functionName(task.name);
			const open = opened.has(key);
			rows.push({
				key,
				title: { name, does: '' },
				tasks,
				fold: { why, open, counts: countsOf(tasks, model.until) },
			});
			if (open) {
				for (const one of tasks) {
					rows.push(plain(one));
				}
			}
		}
	}
	return rows;
}

interface Group {
	key: string;
	why: Why;
	tasks: Task[];
}

function foldsOf(model: Model): Map<Task, Group> {
	const others = model.tasks.slice(1);
	const groups = new Map<string, Group>();
	const put = (why: Why, name: string, task: Task): void => {
		const key = `${why} ${name}`;
		const group = groups.get(key) ?? { key, why, tasks: [] };
		groups.set(key, group);
		group.tasks.push(task);
	};
	for (const task of others) {
		if (isLibrary(task)) {
			put('library', packageOf(task.name), task);
		} else if (isBrief(task)) {
			put('brief', `${task.name} ${task.line}`, task);
		} else if (others.length > plenty) {
			put('many', `${task.name} ${task.line}`, task);
		}
	}
	const least: Record<Why, number> = { library: 2, brief: 4, many: same + 1 };
	const folds = new Map<Task, Group>();
	for (const group of groups.values()) {
		if (group.tasks.length >= least[group.why]) {
			for (const task of group.tasks) {
				folds.set(task, group);
			}
		}
	}
	return folds;
}

/** Reports whether a task has no line in the reader's source. */
function isLibrary(task: Task): boolean {
	return (
		packageOf(task.name) !== 'main' &&
		task.line === 0 &&
		task.marks.length === 0 &&
		task.spans.every(({ line }) => line === 0) &&
		task.name.includes('.')
	);
}

function isBrief({ at, over, marks, regions }: Task): boolean {
	return over - at < brief && marks.length === 0 && regions.length === 0;
}

/** Returns the package of a function: "net/http" of "net/http.(*conn).serve". */
function packageOf(name: string): string {
	const slash = name.lastIndexOf('/') + 1;
	const dot = name.indexOf('.', slash);
	return dot < 0 ? name : name.slice(0, dot);
}

/** Counts the tasks by state, as a function of time. */
export function countsOf(tasks: readonly Task[], until: number): Counts {
	const changes: { at: number; state: State; by: 1 | -1 }[] = [];
	for (const { spans } of tasks) {
		for (const span of spans) {
			changes.push(
				{ at: span.from, state: span.state, by: 1 },
				{ at: endOf(span, until), state: span.state, by: -1 },
			);
		}
	}
	changes.sort((a, b) => a.at - b.at);
	const counts: Counts = { at: [], running: [], ready: [], waiting: [] };
	const now: Record<State, number> = { running: 0, ready: 0, waiting: 0 };
	for (const [index, { at, state, by }] of changes.entries()) {
		now[state] += by;
		if (changes[index + 1]?.at !== at) {
			counts.at.push(at);
			counts.running.push(now.running);
			counts.ready.push(now.ready);
			counts.waiting.push(now.waiting);
		}
	}
	return counts;
}

/** Returns the index of the first span that ends after an instant. */
export function firstAfter(spans: readonly Span[], at: number): number {
	let [low, high] = [0, spans.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if (spans[middle]!.to > at) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	return low;
}

/** Returns the span of a task at an instant. */
export function spanAt({ spans }: Task, at: number): Span | undefined {
	const span = spans[firstAfter(spans, at)];
	return span && span.from <= at ? span : undefined;
}
