import type { Staff } from '../../ts/class/staff';
import { part } from '../../ts/page/elements';
import { button, make, nameOf, reconcile, write } from './elements';
import type { Texts } from './texts';

/** The names of a class, which are folded: the page may be seen by others. */
export class People {
	readonly #root: HTMLElement;
	readonly #staff: Staff;
	readonly #t: Texts;

	constructor(root: HTMLElement, staff: Staff, t: Texts) {
		this.#root = root;
		this.#staff = staff;
		this.#t = t;
		part(root, 'details').addEventListener('toggle', () => this.update());
	}

	update(): void {
		if (!(part(this.#root, 'details') as HTMLDetailsElement).open) {
			return;
		}
		reconcile(
			part(this.#root, '.people-list'),
			this.#staff.dots.sort((a, b) => a.name.localeCompare(b.name)),
			({ id }) => id,
			({ id, name }) => {
				const kick = button('quiet edged', this.#t('classKick'), () => this.#staff.order({ kind: 'kick', member: id }));
				kick.ariaLabel = this.#t('classKickOf', { name });
				return make('li', '', make('span', '', nameOf(name), ' ', make('span', 'note')), kick);
			},
			(item, { name, here }) => {
				write(part(item, 'bdi'), name);
				write(part(item, '.note'), here ? '' : this.#t('classDotAway'));
			},
		);
	}
}
