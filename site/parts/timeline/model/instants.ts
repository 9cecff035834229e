import type { Model } from './model';

/** Waits shorter than this share of the run are no steps of a replay: they could not be seen. */
const visible = 1 / 2000;

/** The longest step, as a share of the run, that joins events without a pause between them. */
const step = 1 / 200;

/**
 * Returns the instants that a replay steps through, in order: prints, and beginnings and ends of waits. Instants too
 * near together to be distinguished are one, the last of them.
 */
export function instantsOf(models: readonly Model[]): number[] {
	const end = Math.max(...models.map(({ until }) => until), 0);
	const near = end * visible;
	const all = [0, end];
	for (const { tasks, until } of models) {
		for (const { spans, marks } of tasks) {
			for (const { state, from, to } of spans) {
				if (state === 'waiting' && Math.min(to, until) - from > near) {
					all.push(from, Math.min(to, until));
				}
			}
			for (const { at } of marks) {
				all.push(at);
			}
		}
	}
	all.sort((a, b) => a - b);
	let first = 0;
	return all.filter((at, index) => {
		const next = all[index + 1] ?? Infinity;
		if (next - at <= near && next - first <= end * step) {
			return false;
		}
		first = next;
		return true;
	});
}

/** Returns the next of the instants, or the one before. */
export function stepFrom(instants: readonly number[], at: number, by: 1 | -1): number {
	const next = by > 0 ? instants.find((one) => one > at + 1e-9) : instants.findLast((one) => one < at - 1e-9);
	return next ?? (by > 0 ? (instants.at(-1) ?? 0) : 0);
}

/** The speeds of a replay; 1 is the program's own. */
export const speeds = [10, 5, 2, 1, 0.5, 0.25, 0.1, 0.01, 0.001] as const;

/** Returns the speed, as near to 1 as possible, at which the eye can follow something that took that long. */
export function fittingSpeed(milliseconds: number): number {
	const [shortest, longest] = [1500, 20_000];
	return (
		[1, 2, 5, 10].find((speed) => milliseconds / speed <= longest && milliseconds >= shortest) ??
		(milliseconds >= shortest
			? 10
			: (speeds.find((speed) => speed < 1 && milliseconds / speed >= shortest) ?? 0.001))
	);
}
