import type { Event } from '../../ts/contract/run';
import { Lazy } from '../../ts/page/lazy';
import { whenNear } from '../../ts/page/near';
import type { Page } from '../../ts/page/page';
import type { RunObserver } from '../../ts/page/run/session';
import type { Place } from './links';
import type { Spot } from './model/model';
import { texts } from './texts';
import type { Side, Timeline } from './timeline';

/** Loads the code that draws timelines. */
const load = (): Promise<{ Timeline: typeof Timeline }> => import('./timeline');

/**
 * The place of a snippet's timeline. Its code is loaded when timelines are on and the reader comes near, or runs a
 * program; events until then are kept.
 */
export class Picture {
	readonly #host: HTMLElement;
	readonly #page: Pick<Page, 'config' | 'prefs' | 'renewal'>;
	readonly #timeline: Lazy<Timeline>;

	/** Shows the timeline in the host while timelines are on. */
	constructor(host: HTMLElement, page: Pick<Page, 'config' | 'prefs' | 'renewal'>, name: string, loader = load) {
		this.#host = host;
		this.#page = page;
		const { lang } = page.config;
		this.#timeline = new Lazy(async () => {
			try {
				const { Timeline } = await loader();
				return new Timeline(host, lang, name);
			} catch (error) {
				console.error(error);
				host.textContent = await page.renewal.explain(texts(lang)('timelineFailed'));
				throw error;
			}
		});
		page.prefs.addEventListener('change', () => {
			if (host.hidden === page.prefs.timeline) {
				this.#show();
			}
		});
		this.#show();
	}

	/** Returns an observer that draws the runs of a side, whose source and output are at that place. */
	observer(side: Side, place: Place): RunObserver {
		return {
			begun: () => {
				this.#loadIfShown();
				this.#have((timeline) => timeline.begin(side, place));
			},
			event: (event: Event) => this.#have((timeline) => timeline.hear(side, event)),
		};
	}

	/** The editor's cursor has moved to a line of the program that was run; 0: of another text. */
	cursor(spot: Spot): void {
		this.#have((timeline) => timeline.cursor(spot));
	}

	#show(): void {
		this.#host.hidden = !this.#page.prefs.timeline;
		if (this.#host.hidden) {
			this.#have((timeline) => timeline.leave());
		} else {
			whenNear(this.#host, () => this.#loadIfShown());
		}
	}

	#loadIfShown(): void {
		if (!this.#host.hidden) {
			this.#timeline.get().catch(() => undefined); // the error is shown already
		}
	}

	/** Calls action with the timeline, once it is loaded. If it fails the picture lacks it; a run goes on. */
	#have(action: (timeline: Timeline) => void): void {
		this.#timeline.use((timeline) => {
			try {
				action(timeline);
			} catch (error) {
				console.error(error);
			}
		});
	}
}
