import { type Counts, total } from '../../ts/class/tally';
import { make } from './elements';
import type { Question } from './question';
import type { Texts } from './texts';

/**
 * Returns the histograms of a question's rounds, one below the other with the same bars. With `revealed` they mark what
 * is right.
 */
export function histograms(question: Question, rounds: readonly Counts[], revealed: boolean, t: Texts): HTMLElement {
	const all = make('div', 'histograms');
	const most = Math.max(1, ...question.bars(rounds).flatMap((bars) => bars.map(({ count }) => count)));
	question.bars(rounds).forEach((bars, round) => {
		const title = make('p', 'bars-title', t(round === 0 ? 'classFirst' : 'classSecond'), ' · ');
		title.append(t('classVotes', { n: total(rounds[round]!) }));
		const list = make('ol', '');
		list.ariaLabel = t(round === 0 ? 'classFirst' : 'classSecond');
		for (const { value, count, right } of bars) {
			const marked = revealed && right;
			const label = make('span', 'bar-label', `${question.label(value)}${marked ? ' ✓' : ''}`);
			if (marked) {
				label.ariaLabel = `${question.label(value)}, ${t('classRight')}`;
				label.role = 'img';
			}
			const fill = make('span', 'bar-fill');
			fill.style.width = `${(100 * count) / most}%`;
			const track = make('span', 'bar-track', fill);
			track.ariaHidden = 'true';
			list.append(make('li', marked ? 'right' : '', label, track, make('span', 'bar-count', String(count))));
		}
		all.append(make('div', 'histogram', title, list));
	});
	return all;
}
