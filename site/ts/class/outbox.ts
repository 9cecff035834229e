import { newKey } from './link';
import type { Verdict } from './outcome';

/** A program for an exercise, as server/class/protocol.go has it. */
export interface Submission {
	key: string;
	/** "http/four-at-a-time" */
	exercise: string;
	/** Of its checks. */
	version: string;
	files: Record<string, string>;
	verdicts: readonly Verdict[];
	lang: string;
}

/** Sends a submission, and resolves to whether it need not be sent again: it is on disk, or was refused. */
export type Send = (submission: Submission) => Promise<boolean>;

/** The key of the tab's storage. */
const storageKey = 'tour:class-outbox';

/** The milliseconds between two attempts. */
const pause = 5000;

/**
 * The submissions of a tab, which are kept until the server has them on disk: over a lost network, and over a reload.
 * The key of each has it counted once, however often it is sent. Of an exercise only the last one waits.
 */
export class Outbox {
	readonly #send: Send;
	readonly #storage: Storage;
	#sending = false;
	#retry: ReturnType<typeof setTimeout> | undefined;

	/** Begins with what an earlier page of the tab has left. */
	constructor(send: Send, storage: Storage) {
		this.#send = send;
		this.#storage = storage;
		void this.flush();
	}

	/** Adds a submission, and sends it as soon as that is possible. */
	add(submission: Omit<Submission, 'key'>): void {
		const waiting = this.#waiting.filter(({ exercise }) => exercise !== submission.exercise);
		this.#keep([...waiting, { ...submission, key: newKey() }]);
		void this.flush();
	}

	/** Sends what waits: there may be a network again. */
	async flush(): Promise<void> {
		if (this.#sending) {
			return;
		}
		this.#sending = true;
		clearTimeout(this.#retry);
		let [first] = this.#waiting;
		while (first && (await this.#send(first))) {
			const { key } = first;
			this.#keep(this.#waiting.filter((one) => one.key !== key));
			[first] = this.#waiting;
		}
		this.#sending = false;
		if (first) {
			this.#retry = setTimeout(() => void this.flush(), pause);
		}
	}

	/** Forgets what waits. */
	clear(): void {
		clearTimeout(this.#retry);
		this.#keep([]);
	}

	get #waiting(): Submission[] {
		try {
			return JSON.parse(this.#storage.getItem(storageKey) ?? '[]') as Submission[];
		} catch {
			return [];
		}
	}

	#keep(all: Submission[]): void {
		try {
			this.#storage.setItem(storageKey, JSON.stringify(all));
		} catch {
			// A full storage loses nothing that is sent at once.
		}
	}
}
