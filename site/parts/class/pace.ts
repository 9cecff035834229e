import type { Staff } from '../../ts/class/staff';
import { part } from '../../ts/page/elements';
import { make, reconcile, write } from './elements';
import type { Texts } from './texts';

/** How many are where. */
export class Pace {
	readonly #root: HTMLElement;
	readonly #staff: Staff;
	readonly #places: ReadonlyMap<string, string>;
	readonly #order: readonly string[];
	readonly #t: Texts;

	/** The places are in the order of the lessons. */
	constructor(root: HTMLElement, staff: Staff, places: ReadonlyMap<string, string>, t: Texts) {
		this.#root = root;
		this.#staff = staff;
		this.#places = places;
		this.#order = [...places.keys()];
		this.#t = t;
	}

	update(): void {
		const rank = (key: string): number => this.#order.indexOf(key);
		const all = this.#staff.places
			.map(({ lesson, snippet, n }) => ({ key: snippet === '' ? lesson : snippet, n }))
			.filter(({ key }) => key !== '')
			.sort((a, b) => rank(a.key) - rank(b.key));
		const most = Math.max(1, ...all.map(({ n }) => n));
		part(this.#root, '.pace-none').hidden = all.length > 0;
		reconcile(
			part(this.#root, '.pace-list'),
			all,
			({ key }) => key,
			({ key }) => {
				const track = make('span', 'bar-track', make('span', 'bar-fill'));
				track.ariaHidden = 'true';
				return make('li', '', make('span', 'pace-place', this.#places.get(key) ?? key), track, make('span', 'bar-count'));
			},
			(item, { n }) => {
				part(item, '.bar-fill').style.width = `${(100 * n) / most}%`;
				write(part(item, '.bar-count'), String(n));
				part(item, '.bar-count').ariaLabel = `${n} ${this.#t('classThere')}`;
			},
		);
	}
}
