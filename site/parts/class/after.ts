import type { Counts } from '../../ts/class/tally';
import { part, wire } from '../../ts/page/elements';
import type { Page } from '../../ts/page/page';
import { make } from './elements';
import type { Questions } from './questions';
import { checkSignedIn, request } from './requests';
import { type Texts, texts } from './texts';

/** What was hard in a class, as server/class/protocol.go has it. */
interface Hard {
	questions: {
		question: string;
		version: string;
		rounds: { answers: number; right: number }[];
		counts: Counts[];
		telling: number | null;
	}[] | null;
	exercises: { exercise: string; tried: number; done: number; median: number; telling: number | null }[] | null;
}

/** Shows the class after its end, in place of the class: what was hard, the table to take away, and its deletion. */
export async function after(
	root: HTMLElement,
	{ config }: Page,
	id: string,
	questions: Questions,
	why: string,
): Promise<void> {
	const t = texts(config.lang);
	const hard = await request<Hard>(config, 'GET', `api/classes/${id}/hard`);
	if ('fault' in hard) {
		part(root, '.board > .fault').textContent = hard.status === 404 ? t('classGone') : why;
		await checkSignedIn(config);
		return;
	}
	part(root, '.board').hidden = true;
	const place = part(root, '.after');
	place.hidden = false;
	(part(place, 'a[download]') as HTMLAnchorElement).href = `${config.base}teach/${id}.csv`;
	wire(place, 'delete', async () => {
		if (confirm(t('classDeleteSure'))) {
			const answer = await request(config, 'DELETE', `api/classes/${id}`);
			part(place, '.lead').textContent = 'fault' in answer ? answer.fault : t('classDeleted');
			part(place, '.after-do').hidden = !('fault' in answer);
		}
	});
	const all = await questions.all().catch(() => []);
	const title = (one: string): string => all.find((question) => question.id === one)?.title ?? one;
	fill(part(place, '.after-questions'), t, [
		['classHardWhat', 'classHardVotes', 'classHardFirst', 'classHardSecond', 'classHardTells'],
		...(hard.questions ?? []).map(({ question, rounds, telling }) => [
			title(question),
			rounds.map(({ answers }) => answers).join(' / '),
			share(rounds[0], t),
			share(rounds[1], t),
			figure(telling),
		]),
	]);
	fill(part(place, '.after-exercises'), t, [
		['classHardTried', 'classHardDoneHead', 'classHardTime', 'classHardTells'],
		...(hard.exercises ?? []).map(({ exercise, tried, done, median, telling }) => [
			exercise,
			t('classHardDone', { done, tried }),
			median > 0 ? t('classHardMedian', { n: Math.max(1, Math.round(median / 60)) }) : '–',
			figure(telling),
		]),
	]);
	part(place, 'h1').focus();
}

/** Fills a section with a table, of which the first row are the keys of the heads; without others it is hidden. */
function fill(section: HTMLElement, t: Texts, [heads, ...rows]: [Parameters<Texts>[0][], ...string[][]]): void {
	part(section, '.after-none').hidden = rows.length > 0;
	part(section, '.table').hidden = rows.length === 0;
	const table = part(section, 'table') as HTMLTableElement;
	const head = table.createTHead().insertRow();
	for (const key of heads) {
		const cell = make('th', '', t(key));
		cell.scope = 'col';
		head.append(cell);
	}
	const body = table.createTBody();
	for (const [first = '', ...rest] of rows) {
		const row = body.insertRow();
		const name = make('th', '', first);
		name.scope = 'row';
		row.append(name, ...rest.map((text) => make('td', '', text)));
	}
}

function share(round: { answers: number; right: number } | undefined, t: Texts): string {
	return round && round.answers > 0 ? t('classHardShare', { n: Math.round((100 * round.right) / round.answers) }) : '–';
}

function figure(telling: number | null): string {
	return telling === null ? '–' : telling.toFixed(2).replace('-', '−');
}
