import { part, wire } from '../../ts/page/elements';
import type { Page } from '../../ts/page/page';
import { make } from './elements';
import { request } from './requests';
import { texts } from './texts';

/** A class in a teacher's list. Times are microseconds since 1970; 0: not yet. */
export interface Listed {
	id: string;
	code: string;
	opened: number;
	closed: number;
}

/** The page of a teacher's classes. */
export async function teach(root: HTMLElement, { config }: Page): Promise<void> {
	const t = texts(config.lang);
	const fault = part(root, '.fault');
	const said = part(root, '.teach-said');
	const answer = await request<{ classes: Listed[]; name: string }>(config, 'GET', 'api/classes');
	if ('fault' in answer) {
		if (answer.status !== 401 && answer.status !== 403) {
			said.textContent = '';
			fault.textContent = answer.fault;
			return;
		}
		const link = make('a', 'begin', t('classSignInDo'));
		link.href = `${config.base}sign-in`;
		said.replaceChildren(t('classSignIn'));
		said.after(make('p', 'teach-sign', link));
		return;
	}
	said.textContent = answer.name === '' ? t('classNobody') : t('classReady', { name: answer.name });
	part(root, '.teach-start').hidden = false;
	wire(root, 'start', async () => {
		const made = await request<{ id: string }>(config, 'POST', 'api/classes', { lang: config.lang });
		if ('fault' in made) {
			fault.textContent = made.fault;
			return;
		}
		location.assign(`${config.base}${config.lang}/teach/${made.id}/`);
	});
	const list = part(root, '.teach-classes ul');
	const day = new Intl.DateTimeFormat(config.lang, { dateStyle: 'medium', timeStyle: 'short' });
	for (const { id, code, opened, closed } of answer.classes) {
		const link = make('a', '', t('classFrom', { date: day.format(opened / 1000) }));
		link.href = `${config.base}${config.lang}/teach/${id}/`;
		const state = closed === 0 ? `${code} · ${t('classOpened')}` : t('classEnded');
		list.append(make('li', '', link, ' ', make('span', 'note', state)));
	}
	part(root, '.teach-classes').hidden = answer.classes.length === 0;
}
