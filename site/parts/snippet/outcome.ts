import type { Clock } from '../../ts/page/prefs';
import type { Detail } from '../../ts/contract/run';
import { duration, type Texts } from '../../ts/page/texts';

/** What a snippet is doing, as its data-state says. */
export type State = 'idle' | 'queued' | 'building' | 'running' | 'done' | 'failed' | 'stopped';

/** The event that a run ends with. */
export type End = Extract<Detail, { kind: 'end' }>;

const finished = { real: 'finished', virtual: 'finishedInstant', slow: 'finishedSlow' } as const;

/** Returns how a run ended: for style and tests, and in words. */
export function outcome(end: End, clock: Clock, t: Texts): { state: State; words: string } {
	const time = duration(end.at, t);
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
