import type { Store } from '../store';

const key = 'read';

/** Marks the lessons that were read. This page's lesson counts as read when its end comes into view. */
export function progress(page: Document, store: Store): void {
	tick(page, read(store));
	const lesson = page.querySelector<HTMLElement>('article[data-lesson]')?.dataset['lesson'];
	const end = page.querySelector('.turn');
	if (lesson === undefined || end === null) {
		return;
	}
	const observer = new IntersectionObserver((entries) => {
		if (entries.some((entry) => entry.isIntersecting)) {
			observer.disconnect();
			const names = new Set(read(store)).add(lesson);
			store.set(key, [...names].join(' '));
			tick(page, [...names]);
		}
	});
	observer.observe(end);
}

function read(store: Store): string[] {
	return store.get(key)?.split(' ') ?? [];
}

function tick(page: Document, names: string[]): void {
	for (const item of page.querySelectorAll<HTMLElement>('li[data-lesson]')) {
		const mark = item.querySelector<HTMLElement>('.tick');
		if (mark) {
			mark.hidden = !names.includes(item.dataset['lesson'] ?? '');
		}
	}
}
