import type { Model } from './model';
import { lasting, type Words } from './words';

/** The least running time to mention, in milliseconds, and as a share of the run: waiting alone takes some. */
const worthTelling = 50;
const worthwhile = 0.1;

/** Returns the sentence above the picture: "3 tasks, 6.0 s of waiting in 3.0 s: at most 3 at once". */
export function summaryText({ tasks, until, facts }: Model, words: Words): string {
	const others = Math.max(tasks.length - 1, 0);
	const who = others === 0 ? words('alone') : words('tasks', { n: others });
	if (!facts) {
		return words('soFar', { who, took: lasting(until, words) });
	}
	const { waiting, running } = facts;
	const values = {
		took: lasting(facts.until, words),
		waited: lasting(waiting.total, words),
		ran: lasting(running.total, words),
	};
	if (running.total > waiting.total && waiting.total < worthTelling) {
		return words('sumRan', { who, ...values, n: running.most });
	}
	const sentence = words('sumWaited', { who, ...values, n: waiting.most });
	return running.total < Math.max(worthTelling, facts.until * worthwhile)
		? sentence
		: sentence + words('sumAlsoRan', { ...values, n: running.most });
}
