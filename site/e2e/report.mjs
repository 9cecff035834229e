import { reporter } from '../testing/report.mjs';

/** Reports the end-to-end tests: each belongs to an engine and a suite, "chromium: ending". */
export default reporter('e2e', (path) => {
	const group = path.find((name) => /^\w+: \w+$/.test(name)) ?? path.at(-1);
	const title = path.at(-1) === group ? '' : ` ${quoted(path.at(-1))}`;
	const chosen = group === path[0] ? '' : ` ${group.replace(':', '')}`;
	return { group, again: `cd site && npm run e2e${chosen}${title}` };
});

/** Quotes a word for a shell. */
function quoted(word) {
	return `'${word.replaceAll("'", `'\\''`)}'`;
}
