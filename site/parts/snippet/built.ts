import type { Event } from '../../ts/contract/run';
import type { Page } from '../../ts/page/page';
import type { RunObserver } from '../../ts/page/run/session';
import { duration } from '../../ts/page/texts';
import type { Texts } from './texts';

/** Returns an observer that shows the time of a build, and where it was made. */
export function built(element: HTMLElement, { config }: Page, t: Texts): RunObserver {
	let building: { by: 'page' | 'server'; since: number } | undefined;
	return {
		begun: () => {
			building = undefined;
			element.textContent = '';
		},
		event: (event: Event) => {
			if (event.kind === 'building') {
				building = { by: event.by ?? 'server', since: performance.now() };
			} else if (event.kind === 'running' && building) {
				const time = duration(performance.now() - building.since, config.lang);
				element.textContent = t(building.by === 'page' ? 'builtPage' : 'builtServer', { time });
			}
		},
	};
}
