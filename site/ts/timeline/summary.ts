import { endOf, type Model, type State } from './model';
import { lasting, type Words } from './words';

/** What a picture says in figures. */
export interface Summary {
	/** How many tasks there were beside the first. */
	readonly tasks: number;
	/** How long all of it took. */
	readonly took: number;
	/** How long they waited, all together, and how many of them at once at most; the first task only where it is alone. */
	readonly waited: number;
	readonly waiting: number;
	/** The same of running. */
	readonly ran: number;
	readonly running: number;
}

/** Sums a model up. */
export function summarize(model: Model): Summary {
	const others = model.tasks.slice(1);
	const counted = others.length > 0 ? others : model.tasks;
	const { until } = model;
	const sum = (state: State): { total: number; most: number } => {
		const changes: [at: number, by: number][] = [];
		let total = 0;
		for (const { spans } of counted) {
			for (const span of spans) {
				const end = endOf(span, until);
				if (span.state === state && end > span.from) {
					total += end - span.from;
					changes.push([span.from, 1], [end, -1]);
				}
			}
		}
		return { total, most: highest(changes) };
	};
	const [waits, runs] = [sum('waiting'), sum('running')];
	return { tasks: others.length, took: until, waited: waits.total, waiting: waits.most, ran: runs.total, running: runs.most };
}

/** Returns how many there were at once, where +1 begins and -1 ends one; what ends at an instant makes room for what begins there. */
function highest(changes: [at: number, by: number][]): number {
	changes.sort(([a, plus], [b, minus]) => a - b || plus - minus);
	let [now, most] = [0, 0];
	for (const [, by] of changes) {
		now += by;
		most = Math.max(most, now);
	}
	return most;
}

/** Running is spoken of from so many milliseconds on: less is what it takes to wait. */
const worthTelling = 50;

/** Returns the sentence above the picture: "3 tasks, 6.0 s of waiting in 3.0 s: at most 3 at once". */
export function summaryText(model: Model, words: Words): string {
	const { tasks, took, waited, waiting, ran, running } = summarize(model);
	const values = { took: lasting(took, words), waited: lasting(waited, words), ran: lasting(ran, words) };
	const who = tasks === 0 ? words('alone') : words('tasks', { n: tasks });
	const sentence = waited >= ran || waited >= worthTelling ? words('sumWaited', { who, ...values, n: waiting }) : words('sumRan', { who, ...values, n: running });
	return ran >= worthTelling && sentence !== words('sumRan', { who, ...values, n: running }) ? `${sentence}${words('sumAlsoRan', { ...values, n: running })}` : sentence;
}
