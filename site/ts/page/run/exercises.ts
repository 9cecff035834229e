import { type Fetch, fetchFile, notOurs } from '../../load/fetching';
import type { Config } from '../config';
import { Lazy } from '../lazy';

/** What a page fetches of an exercise once it is asked for. */
export interface Exercise {
	/** The source of the checks. */
	checks: string;
	/** Their names, in the order of their declaration. */
	names: string[];
	/** The source of a solution. */
	solution: string;
	/** The hash of the checks. */
	version: string;
}

/** The exercises of a page, each of which is fetched once. */
export class Exercises {
	readonly #exercises = new Map<string, Lazy<Exercise>>();

	constructor(
		readonly config: Config,
		readonly fetch: Fetch = (url, init) => globalThis.fetch(url, init),
	) {}

	/** Returns an exercise by the id of its snippet. */
	get(id: string): Promise<Exercise> {
		let exercise = this.#exercises.get(id);
		if (!exercise) {
			exercise = new Lazy(() => this.#load(id));
			this.#exercises.set(id, exercise);
		}
		return exercise.get();
	}

	async #load(id: string): Promise<Exercise> {
		const url = this.config.exercises[id];
		if (url === undefined) {
			throw new Error(`there is no exercise ${id}`);
		}
		const response = await fetchFile(this.fetch, url, this.config.packed);
		if (!response.ok) {
			throw notOurs(url, response);
		}
		return (await response.json()) as Exercise;
	}
}
