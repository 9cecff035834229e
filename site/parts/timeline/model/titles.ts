import type { Model, Task } from './model';

/** The title of a task. */
export interface Title {
	/** Its distinctive name: "main", "A", "heartbeat". */
	readonly name: string;
	/** Its function, without the reader's package: "task", "main.func1". */
	readonly does: string;
}

/** The longest name taken from a task's output, in characters. */
const longest = 20;

/** The most words of a line in a name. */
const words = 3;

/** Returns a function's name as readers know it: "main.task.gowrap1" is task, and a check's have a mark. */
export function functionName(name: string): string {
	return (
		name
			.replace(/\.gowrap\d+$/, '')
			.replace(/^main\./, '')
			.replaceAll(/\.<locals>|ᐧ/g, '') || '?'
	);
}

/** The names found, with the version of their model. */
const known = new WeakMap<Model, { version: number; names: ReadonlyMap<number, Title> }>();

/** Returns the titles of a model's tasks, cached by the model's version. */
export function titles(model: Model): ReadonlyMap<number, Title> {
	let entry = known.get(model);
	if (entry?.version !== model.version) {
		entry = { version: model.version, names: named(model) };
		known.set(model, entry);
	}
	return entry.names;
}

/**
 * Names the tasks of a model. A task whose function is shared or anonymous is named after its region, or after its
 * first output: as many words as distinguish it from the others.
 */
function named(model: Model): Map<number, Title> {
	const count = new Map<string, number>();
	for (const { name } of model.tasks) {
		count.set(name, (count.get(name) ?? 0) + 1);
	}
	const nameless = model.tasks.filter(
		(task, index) => index > 0 && (count.get(task.name)! > 1 || /\bfunc\d+(\.\d+)*$|^$|<lambda>/.test(task.name)),
	);
	const printed = fromPrints(model, nameless);
	return new Map(
		model.tasks.map((task): [number, Title] => {
			const does = functionName(task.name);
			const region = task.regions.find(({ depth }) => depth === 0)?.name;
			return [task.id, { name: region ?? printed.get(task.id) ?? does, does }];
		}),
	);
}

function fromPrints(model: Model, tasks: readonly Task[]): Map<number, string> {
	const found = new Map<number, string>();
	const lines = new Map(tasks.map((task) => [task, firstWords(model, task)]));
	const taken = new Map<string, Set<Task>>();
	for (const [task, line] of lines) {
		for (let count = 1; count <= line.length; count++) {
			const name = joined(line, count);
			taken.set(name, (taken.get(name) ?? new Set()).add(task));
		}
	}
	for (const [task, line] of lines) {
		for (let count = 1; count <= line.length; count++) {
			const name = joined(line, count);
			if (name.length <= longest && taken.get(name)?.size === 1) {
				found.set(task.id, name);
				break;
			}
		}
	}
	return found;
}

/** Returns the first words of a task's first line, without leading numbers and times. */
function firstWords(model: Model, task: Task): string[] {
	const [mark] = task.marks;
	const text = mark && model.printed.line(mark.stream, mark.index)?.text;
	const line = (text ?? '').trim().split(/\s+/);
	const first = line.findIndex((word) => /^\p{L}/u.test(word));
	return first < 0 ? [] : line.slice(first, first + words);
}

/** Returns a name of so many words, without the punctuation at its end. */
function joined(line: readonly string[], count: number): string {
	return line
		.slice(0, count)
		.join(' ')
		.replace(/[\p{P}]+$/u, '');
}
