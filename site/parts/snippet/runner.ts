import type { Clock } from '../../ts/page/prefs';
import type { Diagnostic, Event, Run } from '../../ts/contract/run';
import type { Tour } from '../../ts/page/tour';
import { chosen } from './choices';
import { type End, outcome, type State } from './outcome';
import type { Chunk } from './lines';
import type { Program } from './program';

/** What a runner tells the snippet that it runs. */
export interface Listener {
	/** A run begins: what the last one left is to go. */
	begun(): void;
	/** Every event of the run, as it comes. */
	heard(event: Event): void;
	printed(chunk: Chunk): void;
	/** All that was printed can be shown. */
	ended(end: End): void;
	diagnosed(items: readonly Diagnostic[]): void;
	state(state: State, words: string): void;
	/** The program has been built, there, in so many milliseconds. */
	built(by: 'page' | 'server', milliseconds: number): void;
}

/** A run under way: null until its carrier is there. */
interface Current {
	run: Run | null;
	/** Where the program is being built, and since when, in milliseconds. */
	building: { by: 'page' | 'server'; since: number } | null;
}

/** Runs a snippet's program, one run at a time. */
export class Runner {
	readonly #tour: Tour;
	readonly #snippet: string;
	readonly #program: Program;
	readonly #listener: Listener;
	/** The run under way: what a run that has been given up still sends is told by its not being this one. */
	#current: Current | null = null;

	constructor(tour: Tour, snippet: string, program: Program, listener: Listener) {
		this.#tour = tour;
		this.#snippet = snippet;
		this.#program = program;
		this.#listener = listener;
	}

	/** Starts the program, in place of a run that is still under way. */
	async start(): Promise<void> {
		this.#current?.run?.stop();
		const { carriers, prefs, config, t } = this.#tour;
		const { where, ...how } = chosen(prefs, config);
		const current: Current = { run: null, building: null };
		this.#current = current;
		this.#listener.begun();
		this.#listener.state('queued', t('starting'));
		const request = { snippet: this.#snippet, ...this.#program.files(how.trace === true), ...how, lang: config.lang };
		try {
			const carrier = await carriers(where);
			if (this.#current !== current) {
				return;
			}
			current.run = carrier.start(request, (event) => {
				if (this.#current === current) {
					this.#hear(event, how.clock, current);
				}
			});
		} catch (error) {
			console.error(error);
			if (this.#current === current) {
				this.#current = null;
				this.#listener.state('failed', t('runFailed'));
			}
		}
	}

	/** Stops the run under way, if there is one. */
	stop(): void {
		if (!this.#current) {
			return;
		}
		if (this.#current.run) {
			this.#current.run.stop();
		} else {
			this.#current = null;
			this.#listener.state('stopped', this.#tour.t('stopped'));
		}
	}

	/** Gives the program a line to read. */
	stdin(line: string): void {
		this.#current?.run?.stdin(`${line}\n`);
	}

	/** Prepares for a run that is likely to come. */
	async warm(): Promise<void> {
		try {
			const { where, timeline } = this.#tour.prefs;
			const carrier = await this.#tour.carriers(where);
			carrier.warm?.(this.#program.edited || timeline ? undefined : this.#snippet);
		} catch {
			// The run itself will tell.
		}
	}

	#hear(event: Event, clock: Clock, current: Current): void {
		const { t } = this.#tour;
		this.#listener.heard(event);
		switch (event.kind) {
			case 'queued':
				this.#listener.state('queued', t('queued', { position: event.position }));
				break;
			case 'building':
				current.building = { by: event.by ?? 'server', since: performance.now() };
				this.#listener.state('building', t('building'));
				break;
			case 'diagnostics':
				this.#listener.diagnosed(event.items);
				break;
			case 'running':
				if (current.building) {
					this.#listener.built(current.building.by, performance.now() - current.building.since);
				}
				this.#listener.state('running', t('running'));
				break;
			case 'stdout':
			case 'stderr':
				this.#listener.printed(event);
				break;
			case 'end': {
				this.#current = null;
				this.#listener.ended(event);
				const { state, words } = outcome(event, clock, t);
				this.#listener.state(state, words);
			}
		}
	}
}
