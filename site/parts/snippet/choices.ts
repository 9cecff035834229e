import type { ClockKind } from '../../ts/contract/run';
import type { Page } from '../../ts/page/page';
import type { Where } from '../../ts/page/prefs';

/** Ties a snippet's "Run on", "Clock", "Timeline" and "Race detector" to the choices that all snippets share. */
export function choices(snippet: Element, page: Pick<Page, 'prefs' | 'config'>): void {
	const { prefs } = page;
	const radios = snippet.querySelectorAll<HTMLInputElement>('.segments input');
	const clock = snippet.querySelector<HTMLSelectElement>('.work-go select.clock');
	const clocks = snippet.querySelectorAll<HTMLSelectElement>('select.clock');
	const race = snippet.querySelector<HTMLInputElement>('.detector input');
	const timeline = snippet.querySelector<HTMLInputElement>('input.timeline-choice');
	const show = (): void => {
		for (const radio of radios) {
			radio.checked = radio.value === prefs.where;
		}
		for (const select of clocks) {
			select.value = prefs.clock;
		}
		if (timeline) {
			timeline.checked = prefs.timeline;
		}
		if (clock) {
			({ clock: clock.value } = chosen(page));
			clock.disabled = looks(page);
		}
		if (race) {
			race.checked = prefs.race;
			race.closest<HTMLElement>('.detector')!.hidden = prefs.where !== 'server';
		}
	};
	for (const radio of radios) {
		radio.addEventListener('change', () => {
			prefs.where = radio.value as Where;
		});
	}
	for (const select of clocks) {
		select.addEventListener('change', () => {
			prefs.clock = select.value as ClockKind;
		});
	}
	timeline?.addEventListener('change', () => {
		prefs.timeline = timeline.checked;
	});
	race?.addEventListener('change', () => {
		prefs.race = race.checked;
	});
	prefs.addEventListener('change', show);
	show();
}

/** Returns the reader's choices for a run. The race detector works by the real clock alone. */
export function chosen(page: Pick<Page, 'prefs' | 'config'>): {
	where: Where;
	clock: ClockKind;
	race?: true;
	trace?: true;
} {
	const { where, clock, timeline } = page.prefs;
	return { where, ...(looks(page) ? { clock: 'real', race: true } : { clock }), ...(timeline && { trace: true }) };
}

/** Whether a run uses the race detector. */
function looks({ prefs, config }: Pick<Page, 'prefs' | 'config'>): boolean {
	return config.race && prefs.where === 'server' && prefs.race;
}
