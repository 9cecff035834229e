/** What a reader does with a lesson, a snippet, a question or an exercise. */
export type Deed =
	/** The end of a lesson was seen. */
	| 'read'
	/** A snippet was run. */
	| 'run'
	/** What a snippet does was predicted, and compared with what it did. */
	| 'predicted'
	/** A question of a lesson was answered. */
	| 'answered'
	/** A question or a prediction was asked again by the review. */
	| 'reviewed'
	/** The checks of an exercise failed. */
	| 'tried'
	/** A hint of an exercise was opened. */
	| 'hinted'
	/** The solution of an exercise was opened. */
	| 'shown'
	/** The checks of an exercise passed. */
	| 'solved';

/** The deeds, and whether they count each time: of the others the first counts alone. */
const deeds: Readonly<Record<Deed, boolean>> = {
	read: false,
	run: false,
	predicted: true,
	answered: true,
	reviewed: true,
	tried: true,
	hinted: true,
	shown: true,
	solved: false,
};

/** Something that was done. It never changes, so that what two browsers have is merged by having all of both. */
export interface Entry {
	readonly deed: Deed;
	/** Of the lesson, the snippet, the question or the exercise: "gather", "gather/three-tasks". */
	readonly id: string;
	/** When, in milliseconds since 1970. */
	readonly at: number;
	/** Of a question, a prediction or an exercise: the hash of what it asks. */
	readonly version?: string;
	/** Of a question or a prediction: whether the answer was right. */
	readonly ok?: boolean;
	/** Of what was reviewed: when it is to be asked again, in milliseconds since 1970. */
	readonly due?: number;
}

/** Something that was done just now. */
export type Note = Omit<Entry, 'at'>;

/** Reports whether a deed counts each time. */
export function repeats(deed: Deed): boolean {
	return deeds[deed];
}

/** Returns the key of an entry: "read gather", "answered gather/fate 1764547200000". */
export function keyOf({ deed, id, at }: Entry): string {
	return repeats(deed) ? `${deed} ${id} ${at}` : `${deed} ${id}`;
}

/**
 * Returns the entry that a value of another page, release or browser stands for, or undefined if it is none that this
 * release knows. Earlier releases have kept the time alone, by the key "run gather/three-tasks".
 */
export function entryOf(value: unknown, key = ''): Entry | undefined {
	if (typeof value === 'number') {
		const [deed, id, ...more] = key.split(' ');
		return more.length === 0 ? entryOf({ deed, id, at: value }) : undefined;
	}
	if (typeof value !== 'object' || value === null) {
		return undefined;
	}
	const { deed, id, at, version, ok, due } = value as Record<keyof Entry, unknown>;
	const valid =
		typeof deed === 'string' &&
		Object.hasOwn(deeds, deed) &&
		typeof id === 'string' &&
		id.length <= 200 &&
		/^[\w-]+(\/[\w-]+)*$/.test(id) &&
		isTime(at) &&
		(version === undefined || (typeof version === 'string' && /^[\w-]{1,80}$/.test(version))) &&
		(ok === undefined || typeof ok === 'boolean') &&
		(due === undefined || isTime(due));
	if (!valid) {
		return undefined;
	}
	return {
		deed: deed as Deed,
		id,
		at,
		...(version !== undefined && { version }),
		...(ok !== undefined && { ok }),
		...(due !== undefined && { due }),
	};
}

/** The last time that a Date can be, in milliseconds since 1970. */
const lastTime = 8.64e15;

function isTime(value: unknown): value is number {
	return typeof value === 'number' && value >= 0 && value <= lastTime;
}
