import type { Hand } from '../../ts/class/protocol';
import type { Staff } from '../../ts/class/staff';
import { part } from '../../ts/page/elements';
import { button, make, nameOf, reconcile, write } from './elements';
import type { Exhibit } from './exhibit';
import type { Texts } from './texts';

/** The queue of raised hands. */
export class Hands {
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
		const { hands } = this.#staff;
		part(this.#root, '.hands-none').hidden = hands.length > 0;
		reconcile(
			part(this.#root, '.hand-list'),
			hands,
			({ member }) => member,
			(hand) => this.#item(hand),
			(item, hand) => this.#show(item, hand),
		);
	}

	#item({ member, name }: Hand): HTMLElement {
		const done = button('quiet edged', this.#t('classHandDone'), () => this.#staff.order({ kind: 'down', member }));
		done.ariaLabel = this.#t('classHandDoneOf', { name });
		const open = button('quiet edged', this.#t('classExample'), () => this.#open(member));
		open.ariaLabel = this.#t('classProgramOf', { name });
		return make('li', '', make('span', 'hand-who', nameOf(name), make('span', 'note')), open, done);
	}

	#show(item: HTMLElement, { member, solved }: Hand): void {
		const at = this.#staff.dots.find(({ id }) => id === member);
		const place = this.#places.get(at?.snippet ?? '') ?? this.#places.get(at?.lesson ?? '') ?? '';
		const words = solved ? this.#t('classHandSolved') : place === '' ? '' : this.#t('classHandAt', { place });
		write(part(item, '.note'), words);
	}

	/** Opens the program that a student has run last. */
	#open(member: string): void {
		const at = this.#staff.dots.find(({ id }) => id === member);
		if (at && at.snippet !== '') {
			this.#exhibit.open(at.snippet, {}, member);
		}
	}
}
