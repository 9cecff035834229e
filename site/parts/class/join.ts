import { keepMembership, membership } from '../../ts/class/membership';
import { part } from '../../ts/page/elements';
import type { Page } from '../../ts/page/page';
import { joinClass } from './requests';
import { texts } from './texts';

/** The page on which one joins a class. */
export function join(root: HTMLElement, { config }: Page): void {
	const t = texts(config.lang);
	const form = part(root, 'form') as HTMLFormElement;
	const code = part(form, '[name="code"]') as HTMLInputElement;
	const name = part(form, '[name="name"]') as HTMLInputElement;
	const fault = part(form, '.fault');
	const submit = part(form, '[type="submit"]') as HTMLButtonElement;
	const joined = (words: string): void => {
		form.hidden = true;
		const done = part(root, '.joined');
		done.hidden = false;
		const lead = part(done, '.lead');
		lead.textContent = words;
		lead.focus();
	};
	const member = membership();
	if (member && (root.dataset['id'] === '' || root.dataset['id'] === member.code)) {
		joined(t('classAlready'));
	}
	form.addEventListener('submit', (event) => {
		event.preventDefault();
		void (async () => {
			const typed = code.value.trim().toUpperCase();
			if (!/^[0-9A-Z]{6}$/.test(typed)) {
				fault.textContent = t('classCodeNone');
				code.focus();
				return;
			}
			submit.disabled = true;
			const answer = await joinClass(config, typed, name.value.trim());
			submit.disabled = false;
			if ('fault' in answer) {
				fault.textContent = answer.fault;
				return;
			}
			keepMembership({ code: typed, token: answer.token });
			joined(t('classJoined', { name: answer.name }));
		})();
	});
	submit.disabled = false;
	if (member === undefined) {
		(code.value === '' ? code : name).focus();
	}
}
