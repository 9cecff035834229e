import type { Outcome } from '../../ts/class/outcome';
import type { Result } from '../../ts/class/protocol';
import type { Key, Texts } from './texts';

const words = {
	done: 'classDone',
	check: 'classFailsCheck',
	deadlock: 'classDeadlock',
	leak: 'classLeak',
	starved: 'classStarved',
	race: 'classRace',
	build: 'classBuild',
	panic: 'classPanic',
	exit: 'classExit',
	timeout: 'classTimeout',
	memory: 'classMemory',
	output: 'classOutput',
} as const satisfies Record<Outcome, Key>;

/** Returns how runs ended, in words: "deadlocked, main.go:12". */
export function outcomeWords({ outcome = 'done', finding = '', line = 0 }: Result, t: Texts): string {
	return t(words[outcome], { finding }) + (line > 0 ? t('classLine', { line }) : '');
}

/** Returns how runs ended, alone. */
export function resultOf({ outcome, finding, line }: Result): Result {
	return { ...(outcome && { outcome }), ...(finding && { finding }), ...(line && { line }) };
}
