import { type Card, createEmptyCard, fsrs, Rating } from 'ts-fsrs';

/** An answer, with its time in milliseconds since 1970. */
export interface Answer {
	at: number;
	ok?: boolean;
}

/** Whole days, and the same ones for the same answers: no question comes twice a day, and none is moved by chance. */
const scheduler = fsrs({ enable_short_term: false, enable_fuzz: false });

/**
 * Returns when a question that was answered at these times is to be asked again, in milliseconds since 1970. How long
 * an answer took does not matter. A clock that was put back counts as one that stood still.
 */
export function nextDue(answers: readonly Answer[]): number {
	let card: Card | undefined;
	for (const { at, ok } of answers) {
		const then = Math.max(at, card?.last_review?.getTime() ?? 0);
		card = scheduler.next(card ?? createEmptyCard(then), then, ok ? Rating.Good : Rating.Again).card;
	}
	return card?.due.getTime() ?? 0;
}
