import type { ClockKind, Event, Lang } from '../../ts/contract/run';
import type { End } from '../../ts/page/run/session';
import { duration } from '../../ts/page/texts';
import { texts, type Texts } from './texts';

/** The state of a snippet, as in its data-state. */
export type State = 'idle' | 'queued' | 'building' | 'running' | 'done' | 'failed' | 'stopped';

/** A state, and its text for the reader. */
export interface Standing {
	state: State;
	words: string;
}

const finished = { real: 'finished', virtual: 'finishedInstant', slow: 'finishedSlow' } as const;

/** Returns the state of a run after an event; undefined if the event does not change it. */
export function standing(event: Event, lang: Lang): Standing | undefined {
	const t = texts(lang);
	switch (event.kind) {
		case 'queued':
			return { state: 'queued', words: t('queued', { position: event.position }) };
		case 'building':
		case 'running':
			return { state: event.kind, words: t(event.kind) };
		default:
			return undefined;
	}
}

/** How many checks a run of an exercise's has made, and how many of them have passed. */
export interface Tally {
	passed: number;
	all: number;
}

/** Returns the final state of a run, and its text; `checks`: of a run that has made some. */
export function outcome(end: End, clock: ClockKind, lang: Lang, checks?: Tally): Standing {
	const t = texts(lang);
	const time = duration(end.at, lang);
	if (checks && checks.all > 0 && end.reason === 'exit' && end.code <= 1) {
		const passed = checks.passed === checks.all;
		const words = checks.all > 1 ? t('checked', { ...checks }) : t(passed ? 'checkedPasses' : 'checkedFails');
		return { state: passed ? 'done' : 'failed', words };
	}
	if (end.reason === 'exit' && end.code === 0) {
		return { state: 'done', words: t(finished[clock], { time }) };
	}
	if (end.reason === 'stopped') {
		return { state: 'stopped', words: end.message || t('stopped') };
	}
	return { state: 'failed', words: end.message || fault(end, t) };
}

function fault(end: End, t: Texts): string {
	switch (end.reason) {
		case 'exit':
			return t('exited', { code: end.code });
		case 'build':
			return t('notBuilt');
		default:
			return t('failed');
	}
}
