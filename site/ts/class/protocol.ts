/**
 * The frames of the websocket at /class, subprotocol tour.class.v1, as server/class/protocol.go has them, where each
 * field is explained: one JSON object a frame. The first is hello; the answer is the whole state.
 */

import type { Outcome } from './outcome';
import type { Counts } from './tally';

/** How a run ended. Equal ones of a snippet are a group. */
export interface Result {
	outcome?: Outcome;
	finding?: string;
	/** From 1; absent: none. */
	line?: number;
}

/** ask → discuss → again → reveal → idle. */
export type Phase = 'idle' | 'ask' | 'discuss' | 'again' | 'reveal';

/** A message to all. */
export interface Card {
	/** From 1, in order. */
	n: number;
	kind: 'text' | 'here' | 'snippet' | 'trace';
	body: CardBody;
}

export interface CardBody {
	text?: string;
	/** A place beneath the language: "gather/#gather/three-tasks". */
	at?: string;
	/** Of a program. */
	source?: string;
}

/** What all in a class may know of it. */
export interface State {
	rev: number;
	code: string;
	open: boolean;
	locked: boolean;
	named: boolean;
	lang: string;
	there: number;
	phase: Phase;
	question: string;
	/** This time that the question is asked. */
	asking: string;
	round: 0 | 1 | 2;
	answered: number;
	counts: Counts[] | null;
	cards: Card[] | null;
	shown: Example | null;
}

/** What a student alone gets. */
export interface Mine {
	name: string;
	/** In the queue of hands, from 1; 0: no hand is up. */
	place: number;
	votes: [string, string];
	peer: string;
}

/** What the staff see of students: all of it, or what has changed. */
export interface Live {
	whole: boolean;
	dots: Dot[] | null;
	gone: string[] | null;
	groups: Group[] | null;
	places: Place[] | null;
	/** null: nothing has changed. */
	hands: Hand[] | null;
}

export type Need = 'idle' | 'done' | 'trying' | 'stuck';

/** One student. */
export interface Dot extends Result {
	id: string;
	name: string;
	here: boolean;
	lesson: string;
	snippet: string;
	need: Need;
	/** In microseconds since 1970. */
	since: number;
	hand: boolean;
	runs: number;
}

/** The students whose last run of a snippet ended alike. */
export interface Group extends Result {
	snippet: string;
	n: number;
	stuck: number;
}

export interface Place {
	lesson: string;
	snippet: string;
	n: number;
}

export interface Hand {
	member: string;
	name: string;
	at: number;
	solved: boolean;
}

/** A program of a student's; on the projector nobody's. */
export interface Example extends Result {
	key?: string;
	member?: string;
	name?: string;
	snippet: string;
	source: string;
}

/** A request that the server acknowledges, or refuses, by its key. */
export type Keyed = { key: string } & (
	| { kind: 'vote'; asking: string; round: number; value: string }
	| { kind: 'hand'; up?: boolean }
	| { kind: 'ask'; question: string }
	| { kind: 'discuss' | 'again' | 'reveal' | 'done'; asking: string }
	| { kind: 'card'; card: Card }
	| ({ kind: 'example'; snippet: string; member?: string } & Result)
	| { kind: 'show'; snippet?: string; member?: string }
	| { kind: 'down' | 'kick'; member: string }
	| { kind: 'lock' | 'named'; up?: boolean }
	| { kind: 'close' }
);

/** Frames to the server. */
export type ToServer =
	| { kind: 'hello'; token?: string; class?: string; projector?: boolean; lang: string }
	| { kind: 'ping' }
	| { kind: 'at'; lesson: string; snippet: string }
	| ({ kind: 'ran'; snippet: string; source: string } & Result)
	| Keyed;

/** Frames from the server. */
export type FromServer =
	| ({ kind: 'state' } & State)
	| ({ kind: 'changed' } & Partial<State>)
	| ({ kind: 'mine' } & Mine)
	| ({ kind: 'live' } & Live)
	| ({ kind: 'example' } & Example)
	| { kind: 'ack'; key: string }
	| { kind: 'refused'; key?: string; reason: string; message: string }
	| { kind: 'end'; reason: 'over' | 'removed' | 'unknown'; message: string }
	| { kind: 'pong' };

/** Returns the state with what has changed; the cards of a change are those that were added. */
export function changed(state: State, change: Partial<State>): State {
	return { ...state, ...change, cards: [...(state.cards ?? []), ...(change.cards ?? [])] };
}
