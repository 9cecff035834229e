import { endOf, type Model, type State, type Task } from './model';
import { lasting, type Words } from './words';

/** What a picture says in figures. */
export interface Summary {
	/** How many tasks there were beside the first. */
	readonly tasks: number;
	/** How long all of it took. */
	readonly took: number;
	/**
	 * How long they waited, all together, and how many of them at once at most; the first task only where it
	 * is alone.
	 */
	readonly waited: number;
	readonly waiting: number;
	/** The same of running, the first task too. */
	readonly ran: number;
	readonly running: number;
}

/** Sums a model up. */
export function summarize(model: Model): Summary {
	const others = model.tasks.slice(1);
	const counted = others.length > 0 ? others : model.tasks;
	const { until } = model;
	const near = until * unseen; // one that hands over to another does not run beside it
	const sum = (state: State, of: readonly Task[]): { total: number; most: number } => {
		const changes: [at: number, by: number][] = [];
		let total = 0;
		for (const { spans } of of) {
			for (const span of spans) {
				const end = endOf(span, until);
				if (span.state === state && end > span.from) {
					total += end - span.from;
					changes.push([span.from, 1], [Math.max(end - near, span.from), -1]);
				}
			}
		}
		return { total, most: highest(changes) };
	};
	const [waits, runs] = [sum('waiting', counted), sum('running', model.tasks)];
	return {
		tasks: others.length,
		took: until,
		waited: waits.total,
		waiting: waits.most,
		ran: runs.total,
		running: runs.most,
	};
}

/**
 * Returns how many there were at once, where +1 begins and -1 ends one; what ends at an instant makes room
 * for what begins there.
 */
function highest(changes: [at: number, by: number][]): number {
	changes.sort(([a, plus], [b, minus]) => a - b || plus - minus);
	let [now, most] = [0, 0];
	for (const [, by] of changes) {
		now += by;
		most = Math.max(most, now);
	}
	return most;
}

/** An overlap that is a smaller share of the whole is none. */
const unseen = 1 / 2000;

/**
 * Running is spoken of from so many milliseconds on, and from that share of the whole: less is what it takes
 * to wait.
 */
const worthTelling = 50;
const worthwhile = 0.1;

/** Returns the sentence above the picture: "3 tasks, 6.0 s of waiting in 3.0 s: at most 3 at once". */
export function summaryText(model: Model, words: Words): string {
	const { tasks, took, waited, waiting, ran, running } = summarize(model);
	const values = { took: lasting(took, words), waited: lasting(waited, words), ran: lasting(ran, words) };
	const who = tasks === 0 ? words('alone') : words('tasks', { n: tasks });
	if (!model.end) {
		return words('soFar', { who, ...values });
	}
	if (ran > waited && waited < worthTelling) {
		return words('sumRan', { who, ...values, n: running });
	}
	const sentence = words('sumWaited', { who, ...values, n: waiting });
	return ran < Math.max(worthTelling, took * worthwhile)
		? sentence
		: sentence + words('sumAlsoRan', { ...values, n: running });
}
