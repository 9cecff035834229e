import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Returns the path of a program, or undefined where there is none of that name on the PATH. */
export function find(name) {
	for (const folder of (process.env.PATH ?? '').split(delimiter)) {
		const path = join(folder, name);
		try {
			accessSync(path, constants.X_OK);
			return path;
		} catch {
			// It is in another folder, or in none.
		}
	}
	return undefined;
}

/** Returns the path of a program, or throws where there is none of that name on the PATH. */
export function onPath(name) {
	const path = find(name);
	if (path === undefined) {
		throw new Error(lacking([name]));
	}
	return path;
}

/** Returns a sentence that names the programs that are not on the PATH, or undefined if all of them are. */
export function missing(programs) {
	const absent = programs.filter((name) => find(name) === undefined);
	return absent.length > 0 ? lacking(absent) : undefined;
}

function lacking(names) {
	return `there is no ${names.join(' and no ')} on the PATH; site/e2e/browsers installs what is missing`;
}

/**
 * Whether tests are to play all that they know, as "make whole" asks for by TOUR_WHOLE, and not a share of it that
 * takes minutes.
 */
export const isWhole = Boolean(process.env.TOUR_WHOLE);

/**
 * Whether the i-th of many cases that are much alike is one of the n-th of so many turns: of several places, say, each
 * of which plays a share of them. Where tests play the whole, each plays all.
 */
export function isTurn(i, n, turns) {
	return isWhole || i % turns === n;
}

/**
 * Whether this machine is to have what tests need, "browsers", as TOUR_REQUIRE says:
 * tests that lack it are then to fail. Elsewhere they are skipped.
 */
export function isRequired(need) {
	return (process.env.TOUR_REQUIRE ?? '').split(',').includes(need);
}
