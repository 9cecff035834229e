import type { ClockKind } from '../contract/run';
import type { Store } from './store';

/** Where a program runs. */
export type Where = 'browser' | 'server';

/** The reader's choices, which all snippets share and the browser stores. It dispatches "change". */
export class Prefs extends EventTarget {
	readonly #store: Store;
	readonly #server: boolean;
	#where: Where;
	#clock: ClockKind;
	#timeline: boolean;
	#race: boolean;

	/** Without a server, programs run in the browser, whatever the stored choice. */
	constructor(store: Store, server: boolean) {
		super();
		this.#store = store;
		this.#server = server;
		this.#where = server && store.get('where') === 'server' ? 'server' : 'browser';
		const clock = store.get('clock');
		this.#clock = clock === 'virtual' || clock === 'slow' ? clock : 'real';
		this.#timeline = store.get('timeline') === 'on';
		this.#race = store.get('race') === 'on';
	}

	get where(): Where {
		return this.#where;
	}

	set where(where: Where) {
		this.#where = this.#server ? where : 'browser';
		this.#store.set('where', this.#where);
		this.dispatchEvent(new Event('change'));
	}

	get clock(): ClockKind {
		return this.#clock;
	}

	set clock(clock: ClockKind) {
		this.#clock = clock;
		this.#store.set('clock', clock);
		this.dispatchEvent(new Event('change'));
	}

	/** Whether runs are drawn. */
	get timeline(): boolean {
		return this.#timeline;
	}

	set timeline(timeline: boolean) {
		this.#timeline = timeline;
		this.#store.set('timeline', timeline ? 'on' : 'off');
		this.dispatchEvent(new Event('change'));
	}

	/** Whether the race detector is on, and programs run on a server that has it. */
	get race(): boolean {
		return this.#race;
	}

	set race(race: boolean) {
		this.#race = race;
		if (race) {
			this.#store.set('race', 'on');
		} else {
			this.#store.remove('race');
		}
		this.dispatchEvent(new Event('change'));
	}
}
