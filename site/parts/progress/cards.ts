import type { Entry } from './entry';

/** A question or a prediction, as it is asked now. */
export interface Question {
	id: string;
	version: string;
}

/** A question that the reader has met, and which comes again. */
export interface Card extends Question {
	/** When it is to be asked, in milliseconds since 1970; 0 if it asks something else since the reader met it. */
	due: number;
	/** What was answered to this version of it, the first time and in reviews. */
	history: readonly Entry[];
}

/** How many questions the review asks in a day. */
export const handful = 5;

/**
 * The days until a question that was answered once comes again. They are those of the schedule (parts/review), whose
 * test holds them to it: pages show how many are due without loading it.
 */
export const firstDays = { right: 3, wrong: 1 };

const day = 24 * 60 * 60_000;

/**
 * Returns the cards of what the reader has met, those due first in front. In a lesson the first answer alone counts:
 * whoever answers again there has just read the explanation.
 */
export function cardsOf(entries: readonly Entry[], questions: readonly Question[]): Card[] {
	const met = new Map<string, Entry[]>();
	for (const entry of entries) {
		if (['answered', 'predicted', 'reviewed'].includes(entry.deed)) {
			met.set(entry.id, [...(met.get(entry.id) ?? []), entry]);
		}
	}
	return questions
		.filter(({ id }) => met.has(id))
		.map(({ id, version }) => {
			const history = met
				.get(id)!
				.filter((entry) => entry.version === version && entry.ok !== undefined)
				.sort((a, b) => a.at - b.at)
				.filter(({ deed }, index) => index === 0 || deed === 'reviewed');
			return { id, version, due: dueOf(history), history };
		})
		.sort((a, b) => a.due - b.due);
}

function dueOf(history: readonly Entry[]): number {
	const last = history.at(-1);
	if (!last) {
		return 0;
	}
	return last.due ?? last.at + (last.ok ? firstDays.right : firstDays.wrong) * day;
}

/** What there is to review on a day. */
export interface Today {
	/** What is to be asked, in that order. */
	due: Card[];
	/** How many were reviewed already. */
	done: number;
	/** How many more are due, beyond a handful. */
	rest: number;
	/** When more is due, in milliseconds since 1970, once those of today are answered; undefined if never. */
	next: number | undefined;
}

/** Returns what there is to review on the day of a time. What is due in a day is due from its beginning. */
export function today(cards: readonly Card[], entries: readonly Entry[], now: number): Today {
	const [start, end] = [midnight(now, 0), midnight(now, 1)];
	const done = entries.filter(({ deed, at }) => deed === 'reviewed' && at >= start && at < end).length;
	const [due, later] = [cards.filter((card) => card.due < end), cards.filter((card) => card.due >= end)];
	const left = Math.max(0, handful - done);
	const rest = Math.max(0, due.length - left);
	return { due: due.slice(0, left), done, rest, next: rest > 0 ? end : later[0]?.due };
}

/** Returns how many midnights lie between two times, where the reader is. */
export function daysBetween(from: number, to: number): number {
	return Math.round((midnight(to, 0) - midnight(from, 0)) / day); // a day may have 23 hours
}

/** Returns when a day begins where the reader is: that of a time, or so many later. */
function midnight(time: number, later: number): number {
	const date = new Date(time);
	return new Date(date.getFullYear(), date.getMonth(), date.getDate() + later).getTime();
}
