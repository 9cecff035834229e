import type { Clock, Prefs, Where } from '../prefs';

/** Ties a snippet's "Run on", "Clock" and "Timeline" to the choices that all snippets share. */
export function choices(snippet: Element, prefs: Prefs): void {
	const radios = snippet.querySelectorAll<HTMLInputElement>('.segments input');
	const selects = snippet.querySelectorAll<HTMLSelectElement>('select.clock');
	const timeline = snippet.querySelector<HTMLInputElement>('input.timeline-choice');
	const show = (): void => {
		for (const radio of radios) {
			radio.checked = radio.value === prefs.where;
		}
		for (const select of selects) {
			select.value = prefs.clock;
		}
		if (timeline) {
			timeline.checked = prefs.timeline;
		}
	};
	for (const radio of radios) {
		radio.addEventListener('change', () => {
			prefs.where = radio.value as Where;
		});
	}
	for (const select of selects) {
		select.addEventListener('change', () => {
			prefs.clock = select.value as Clock;
		});
	}
	timeline?.addEventListener('change', () => {
		prefs.timeline = timeline.checked;
	});
	prefs.addEventListener('change', show);
	show();
}
