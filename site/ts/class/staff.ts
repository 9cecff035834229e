import { ClassLink, type Means, newKey } from './link';
import {
	changed,
	type Dot,
	type Example,
	type FromServer,
	type Group,
	type Hand,
	type Keyed,
	type Live,
	type Place,
	type State,
} from './protocol';
import type { Standing } from './member';

/** A request without its key. */
type Order = Keyed extends infer One ? (One extends Keyed ? Omit<One, 'key'> : never) : never;

/** The page of a teacher or of a projector: what it has of the class, and what it orders. It dispatches "change". */
export class Staff extends EventTarget {
	readonly #link: ClassLink;
	/** By ID; by snippet and result; by lesson and snippet. */
	readonly #dots = new Map<string, Dot>();
	readonly #groups = new Map<string, Group>();
	readonly #places = new Map<string, Place>();
	/** What resolves a request, by its key. */
	readonly #waiting = new Map<string, (result: Settled) => void>();
	#hands: readonly Hand[] = [];
	#standing: Standing = 'waiting';
	#state: State | undefined;
	#fault = '';

	/** `projector`: the page is shown to all. */
	constructor(id: string, projector: boolean, lang: string, means: Means) {
		super();
		this.#link = new ClassLink(means, {
			hello: () => ({ kind: 'hello', class: id, ...(projector && { projector }), lang }),
			receive: (frame) => this.#receive(frame),
			connected: (connected) => this.#stand(connected ? 'connected' : 'offline'),
		});
		this.#link.open();
	}

	get standing(): Standing {
		return this.#standing;
	}

	get state(): State | undefined {
		return this.#state;
	}

	/** Why the connection has ended for good, or "". */
	get fault(): string {
		return this.#fault;
	}

	get dots(): Dot[] {
		return [...this.#dots.values()];
	}

	get groups(): Group[] {
		return [...this.#groups.values()];
	}

	get places(): Place[] {
		return [...this.#places.values()];
	}

	get hands(): readonly Hand[] {
		return this.#hands;
	}

	/** Sends a request. Resolves once it is acknowledged, with the program it asked for; or to why it was refused. */
	order(order: Order): Promise<Settled> {
		const key = newKey();
		const done = new Promise<Settled>((resolve) => this.#waiting.set(key, resolve));
		this.#link.keep({ ...order, key } as Keyed);
		return done;
	}

	#receive(frame: FromServer): void {
		switch (frame.kind) {
			case 'state':
				this.#state = frame;
				break;
			case 'changed':
				this.#state = this.#state && changed(this.#state, frame);
				break;
			case 'live':
				this.#live(frame);
				break;
			case 'example':
				this.#settle(frame.key, { example: frame });
				return;
			case 'ack':
				this.#settle(frame.key, {});
				return;
			case 'refused':
				this.#settle(frame.key, { fault: frame.message });
				return;
			case 'end':
				this.#fault = frame.message;
				this.#link.close();
				this.#stand('ended');
				return;
			default:
				return;
		}
		this.#changed();
	}

	#live({ whole, dots, gone, groups, places, hands }: Live): void {
		if (whole) {
			this.#dots.clear();
			this.#groups.clear();
			this.#places.clear();
		}
		dots?.forEach((dot) => this.#dots.set(dot.id, dot));
		gone?.forEach((id) => this.#dots.delete(id));
		groups?.forEach((group) => put(this.#groups, keyOf(group), group));
		places?.forEach((place) => put(this.#places, `${place.lesson} ${place.snippet}`, place));
		this.#hands = hands ?? (whole ? [] : this.#hands);
	}

	#settle(key: string | undefined, settled: Settled): void {
		if (key !== undefined) {
			this.#link.settle(key);
			this.#waiting.get(key)?.(settled);
			this.#waiting.delete(key);
		}
	}

	#stand(standing: Standing): void {
		if (this.#standing !== standing) {
			this.#standing = standing;
			this.#changed();
		}
	}

	#changed(): void {
		this.dispatchEvent(new Event('change'));
	}
}

/** What has come of a request: nothing, a program, or the sentence why it was refused. */
export interface Settled {
	example?: Example;
	fault?: string;
}

/** Returns what is the same for the runs of a group, and of no other. */
export function keyOf({ snippet, outcome = 'done', finding = '', line = 0 }: Group | Dot): string {
	return `${snippet} ${outcome} ${line} ${finding}`;
}

function put<Value extends { n: number }>(map: Map<string, Value>, key: string, value: Value): void {
	if (value.n === 0) {
		map.delete(key);
	} else {
		map.set(key, value);
	}
}
