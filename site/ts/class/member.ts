import { ClassLink, type Means, newKey } from './link';
import type { Membership } from './membership';
import type { Shown } from './outcome';
import { changed, type FromServer, type Mine, type State, type ToServer } from './protocol';

/** How a page stands with its class. */
export type Standing = 'waiting' | 'connected' | 'offline' | 'ended';

/** A student's page in a class: what it has of the class, and what it sends. It dispatches "change". */
export class Member extends EventTarget {
	readonly membership: Membership;
	readonly #link: ClassLink;
	#standing: Standing = 'waiting';
	#state: State | undefined;
	#mine: Mine | undefined;
	#at: ToServer | undefined;
	/** The answer that is on its way, and the hand. */
	#voting: { key: string; asking: string; round: number; value: string } | undefined;
	#raising: { key: string; up: boolean } | undefined;
	#fault = '';

	constructor(membership: Membership, lang: string, means: Means) {
		super();
		this.membership = membership;
		this.#link = new ClassLink(means, {
			hello: () => ({ kind: 'hello', token: membership.token, lang }),
			receive: (frame) => this.#receive(frame),
			connected: (connected) => {
				if (connected && this.#at) {
					this.#link.send(this.#at);
				}
				this.#stand(connected ? 'connected' : 'offline');
			},
		});
		this.#link.open();
	}

	get standing(): Standing {
		return this.#standing;
	}

	/** What is known of the class, as it was last; undefined before anything is. */
	get state(): State | undefined {
		return this.#state;
	}

	get mine(): Mine | undefined {
		return this.#mine;
	}

	/** The answer in the round that is asked, sent or on its way; "" if there is none. */
	get vote(): string {
		const { asking = '', round = 1 } = this.#state ?? {};
		const underway = this.#voting?.asking === asking && this.#voting.round === round ? this.#voting.value : undefined;
		return underway ?? this.#mine?.votes[round === 2 ? 1 : 0] ?? '';
	}

	/** Whether the answer is still on its way. */
	get voting(): boolean {
		return this.#voting !== undefined;
	}

	/** Whether the hand is up, or about to be. */
	get hand(): boolean {
		return this.#raising?.up ?? (this.#mine?.place ?? 0) > 0;
	}

	/** The sentence about what was refused last, or about the end of the class; or "". */
	get fault(): string {
		return this.#fault;
	}

	/** The reader is at a snippet, or at none of the lesson's. */
	at(lesson: string, snippet: string): void {
		this.#at = { kind: 'at', lesson, snippet };
		this.#link.send(this.#at);
	}

	/** A run of a snippet has ended. */
	ran(snippet: string, shown: Shown, source: string): void {
		this.#link.send({ kind: 'ran', snippet, ...shown, source });
	}

	/** Answers the question that is asked. */
	answer(value: string): void {
		const { asking = '', round = 1 } = this.#state ?? {};
		this.#voting = { key: newKey(), asking, round, value };
		this.#fault = '';
		this.#link.keep({ kind: 'vote', ...this.#voting });
		this.#changed();
	}

	/** Raises the hand, or lowers it. */
	raise(up: boolean): void {
		this.#raising = { key: newKey(), up };
		this.#link.keep({ kind: 'hand', ...this.#raising });
		this.#changed();
	}

	/** Ends the connection for good. */
	leave(): void {
		this.#link.close();
	}

	#receive(frame: FromServer): void {
		switch (frame.kind) {
			case 'state':
				this.#state = frame;
				break;
			case 'changed':
				this.#state = this.#state && changed(this.#state, frame);
				break;
			case 'mine':
				this.#mine = frame;
				break;
			case 'ack':
				this.#settle(frame.key);
				break;
			case 'refused':
				this.#fault = frame.message;
				this.#settle(frame.key);
				break;
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

	#settle(key: string | undefined): void {
		if (key === undefined) {
			return;
		}
		this.#link.settle(key);
		if (this.#voting?.key === key) {
			this.#voting = undefined;
		}
		if (this.#raising?.key === key) {
			this.#raising = undefined;
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
