import { mostHead } from '../files/files';
import { canShare, parseFragment, type Shared, unpack } from './share';
import type { SnippetElement } from './snippet';
import { texts, type Texts } from './texts';
import { sentence } from '../../ts/page/code';
import type { Config } from '../../ts/page/config';

/** Shows the shared program of the page's address, now and whenever the address changes. */
export function arrive({ lang, limits }: Config): void {
	const t = texts(lang);
	const look = (): void => {
		const shared = parseFragment(location.hash);
		if (shared) {
			void show(shared, limits.source + mostHead, t);
		}
	};
	window.addEventListener('hashchange', look);
	look();
}

async function show(shared: Shared, most: number, t: Texts): Promise<void> {
	const element = document.querySelector<SnippetElement>(`tour-snippet[snippet="${CSS.escape(shared.snippet)}"]`);
	if (!element) {
		elsewhere(shared, t);
		return;
	}
	try {
		if (canShare()) {
			element.showShared(await unpack(shared.data, most));
		} else {
			element.notify(t('linkOld'));
		}
	} catch {
		element.notify(t('linkBroken'));
	}
	element.scrollIntoView();
}

/** Opens the lesson that has the snippet, or shows that there is none. */
function elsewhere({ snippet }: Shared, t: Texts): void {
	const lesson = snippet.split('/')[0] ?? '';
	const link = document.querySelector<HTMLAnchorElement>(
		`li[data-lesson="${CSS.escape(lesson)}"] a:not([aria-current])`,
	);
	if (link) {
		location.replace(link.href + location.hash);
		return;
	}
	const notice = document.createElement('p');
	notice.className = 'callout warning';
	notice.setAttribute('role', 'status');
	notice.append(...sentence(t('linkElsewhere', { snippet })));
	document.querySelector('main')?.prepend(notice);
}
