/** The visible time, in milliseconds, and its place: width pixels from left. */
export interface Scale {
	readonly from: number;
	readonly to: number;
	readonly left: number;
	readonly width: number;
}

/** The shortest visible time, in milliseconds: instants are exact to the microsecond. */
const least = 0.02;

/** Returns the x of an instant. */
export function xOf(scale: Scale, at: number): number {
	return scale.left + ((at - scale.from) / (scale.to - scale.from)) * scale.width;
}

/** Returns the instant at x. */
export function atOf(scale: Scale, x: number): number {
	return scale.from + ((x - scale.left) / scale.width) * (scale.to - scale.from);
}

/** Zooms in by a factor, out by one under 1; the anchor keeps its x. The visible time stays within 0 and the end. */
export function zoomed(scale: Scale, factor: number, anchor: number, end: number): Scale {
	const length = Math.min(Math.max((scale.to - scale.from) / factor, least), end);
	const share = (anchor - scale.from) / (scale.to - scale.from);
	return within({ ...scale, from: anchor - share * length, to: anchor + (1 - share) * length }, end);
}

/** Pans by so many milliseconds. */
export function panned(scale: Scale, by: number, end: number): Scale {
	return within({ ...scale, from: scale.from + by, to: scale.to + by }, end);
}

function within(scale: Scale, end: number): Scale {
	const length = Math.min(scale.to - scale.from, end);
	const from = Math.min(Math.max(scale.from, 0), end - length);
	return { ...scale, from, to: from + length };
}

/** Returns the end of the axis while a program runs: a round number, so that the scale seldom changes. */
export function roomFor(until: number): number {
	let unit = 1;
	for (;;) {
		for (const step of [1, 1.5, 2, 3, 4, 5, 6, 8]) {
			if (step * unit >= until) {
				return step * unit;
			}
		}
		unit *= 10;
	}
}

/**
 * Returns the instants of a ruler's ticks, as many as there is room for, and the decimals that distinguish them, in
 * seconds.
 */
export function ticks(scale: Scale, room = 80): { at: number[]; decimals: number } {
	const least = ((scale.to - scale.from) * room) / scale.width;
	let step = 10 ** Math.floor(Math.log10(least));
	step *= [1, 2, 5, 10].find((factor) => factor * step >= least) ?? 10;
	const first = Math.ceil(scale.from / step - 1e-9);
	const last = Math.floor(scale.to / step + 1e-9);
	const at = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
	return { at, decimals: Math.max(0, Math.ceil(3 - Math.log10(step) - 1e-9)) };
}
