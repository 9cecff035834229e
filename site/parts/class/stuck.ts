import type { Dot, Group } from '../../ts/class/protocol';
import { keyOf, type Staff } from '../../ts/class/staff';
import { part } from '../../ts/page/elements';
import { button, make, reconcile, write } from './elements';
import type { Exhibit } from './exhibit';
import { outcomeWords, resultOf } from './outcomes';
import type { Texts } from './texts';

/** The order of need. */
const order = { stuck: 0, trying: 1, idle: 2, done: 3 } as const;

const states = { idle: 'classDotIdle', done: 'classDotDone', trying: 'classDotTrying', stuck: 'classDotStuck' } as const;

/** Who is stuck, and at what: a dot for each student, and a row for those whose programs do the same. */
export class Stuck {
	readonly #root: HTMLElement;
	readonly #staff: Staff;
	readonly #exhibit: Exhibit;
	readonly #places: ReadonlyMap<string, string>;
	readonly #t: Texts;

	constructor(
		root: HTMLElement,
		staff: Staff,
		exhibit: Exhibit,
		places: ReadonlyMap<string, string>,
		t: Texts,
	) {
		this.#root = root;
		this.#staff = staff;
		this.#exhibit = exhibit;
		this.#places = places;
		this.#t = t;
	}

	update(): void {
		const dots = this.#staff.dots.sort(
			(a, b) =>
				Number(b.hand) - Number(a.hand) ||
				Number(b.here) - Number(a.here) ||
				order[a.need] - order[b.need] ||
				a.since - b.since ||
				a.id.localeCompare(b.id),
		);
		reconcile(part(this.#root, '.dots'), dots, ({ id }) => id, () => make('li', ''), (item, dot) => this.#dot(item, dot));
		const list = part(this.#root, '.groups');
		const groups = this.#staff.groups.sort(
			(a, b) => b.stuck - a.stuck || Number(isDone(a)) - Number(isDone(b)) || b.n - a.n || (keyOf(a) < keyOf(b) ? -1 : 1),
		);
		if (list.matches(':hover, :focus-within')) {
			// Whoever is about to open one does not have another row come beneath the pointer.
			const places = Array.from(list.children, (item) => (item as HTMLElement).dataset['key']);
			const place = (group: Group): number => (places.includes(keyOf(group)) ? places.indexOf(keyOf(group)) : places.length);
			groups.sort((a, b) => place(a) - place(b));
		}
		part(this.#root, '.stuck-none').hidden = groups.length > 0;
		reconcile(list, groups, keyOf, (group) => this.#item(group), (item, group) => this.#show(item, group));
	}

	#dot(item: HTMLElement, dot: Dot): void {
		const t = this.#t;
		item.dataset['need'] = dot.need;
		item.toggleAttribute('data-hand', dot.hand);
		item.toggleAttribute('data-away', !dot.here);
		const state = dot.here ? t(states[dot.need]) + (dot.hand ? t('classDotAnd') + t('classDotHand') : '') : t('classDotAway');
		const label = t('classDot', { name: dot.name, state });
		if (item.title !== label) {
			item.title = label;
			item.replaceChildren(make('span', 'unseen', label));
		}
	}

	#item(group: Group): HTMLElement {
		const { snippet } = group;
		const result = resultOf(group);
		const words = outcomeWords(result, this.#t);
		const open = button('quiet edged', this.#t('classExample'), () => this.#exhibit.open(snippet, result));
		open.ariaLabel = this.#t('classExampleOf', { outcome: words });
		const place = make('span', 'note', this.#places.get(snippet) ?? snippet);
		const text = make('span', 'group-words', make('strong', ''), make('span', 'group-outcome', words), place, make('span', 'group-stuck'));
		const item = make('li', isDone(group) ? 'well' : '', text, open);
		return item;
	}

	#show(item: HTMLElement, { n, stuck }: Group): void {
		write(part(item, 'strong'), String(n));
		write(part(item, '.group-stuck'), stuck > 0 ? this.#t('classGroupStuck', { n: stuck }) : '');
	}
}

function isDone({ outcome = 'done' }: Group): boolean {
	return outcome === 'done';
}

