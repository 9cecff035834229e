import { whenNear } from '../../ts/page/near';
import type { Event } from '../../ts/contract/run';
import type { Place } from './links';
import type { Program, Timeline } from './timeline';
import type { Tour } from '../../ts/page/tour';

/** Loads what draws timelines. */
const load = (): Promise<{ Timeline: typeof Timeline }> => import('./timeline');

/** The place of a snippet's timeline. What draws it is loaded when the reader wants one and comes near, or runs a program; what happens until then is kept for it. */
export class Picture {
	readonly #host: HTMLElement;
	readonly #tour: Tour;
	readonly #name: string;
	readonly #loader: typeof load;
	#loading: Promise<Timeline> | undefined;
	#timeline: Timeline | undefined;

	/** Shows the timeline in the host, whenever the reader wants one. */
	constructor(host: HTMLElement, tour: Tour, name: string, loader = load) {
		this.#host = host;
		this.#tour = tour;
		this.#name = name;
		this.#loader = loader;
		tour.prefs.addEventListener('change', () => {
			if (host.hidden === tour.prefs.timeline) {
				this.#show();
			}
		});
		this.#show();
	}

	/** A run begins, of the program whose text and output are there. */
	begin(program: Program, place: Place): void {
		this.#loadIfShown();
		this.#tell((timeline) => timeline.begin(program, place));
	}

	/** Passes on an event of the run. */
	hear(program: Program, event: Event): void {
		this.#tell((timeline) => timeline.hear(program, event));
	}

	/** The editor's cursor has come to a line of what was run; 0: of something else. */
	cursor(line: number): void {
		this.#tell((timeline) => timeline.cursor(line));
	}

	#show(): void {
		this.#host.hidden = !this.#tour.prefs.timeline;
		if (this.#host.hidden) {
			this.#tell((timeline) => timeline.leave());
		} else {
			whenNear(this.#host, () => this.#loadIfShown());
		}
	}

	#loadIfShown(): void {
		if (!this.#host.hidden) {
			this.#load().catch((error: unknown) => {
				console.error(error);
				this.#loading = undefined;
				this.#host.textContent = this.#tour.t('timelineFailed');
			});
		}
	}

	/** Has the timeline do something, at once or when it is there. Where it fails the picture goes without; a run goes on. */
	#tell(action: (timeline: Timeline) => void): void {
		const act = (timeline: Timeline): void => {
			try {
				action(timeline);
			} catch (error) {
				console.error(error);
			}
		};
		if (this.#timeline) {
			act(this.#timeline);
		} else if (this.#loading) {
			void this.#loading.then(act, () => undefined); // that it was not loaded has been told
		}
	}

	#load(): Promise<Timeline> {
		this.#loading ??= this.#open();
		return this.#loading;
	}

	async #open(): Promise<Timeline> {
		const { Timeline } = await this.#loader();
		this.#timeline = new Timeline(this.#host, this.#tour.config.lang, this.#name);
		return this.#timeline;
	}
}
