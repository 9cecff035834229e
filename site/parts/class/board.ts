import { browserMeans } from '../../ts/class/link';
import { Staff } from '../../ts/class/staff';
import { part, wire } from '../../ts/page/elements';
import type { Page } from '../../ts/page/page';
import { after } from './after';
import { Asking } from './asking';
import { write } from './elements';
import { Exhibit } from './exhibit';
import { Hands } from './hands';
import { Pace } from './pace';
import { People } from './people';
import { Questions } from './questions';
import { checkSignedIn } from './requests';
import { Sending } from './sending';
import { Stuck } from './stuck';
import { type Texts, texts } from './texts';

/** The page of a class for its teacher. */
export function board(root: HTMLElement, page: Page): void {
	const { config } = page;
	const id = root.dataset['id'] ?? '';
	const staff = new Staff(id, false, config.lang, browserMeans(config.base));
	const t = texts(config.lang);
	const questions = new Questions(page);
	const places = new Map(Array.from(root.querySelectorAll<HTMLOptionElement>('[name="place"] option'), placeOf));
	const exhibit = new Exhibit(part(root, '.exhibit') as HTMLDialogElement, page, staff);
	const parts = [
		new Asking(part(root, '.ask'), page, staff, questions),
		new Stuck(part(root, '.stuck'), staff, exhibit, places, t),
		new Hands(part(root, '.hands'), staff, exhibit, places, t),
		new Pace(part(root, '.pace'), staff, places, t),
		new People(part(root, '.people'), staff, t),
	];
	new Sending(part(root, '.send'), staff, t).begin();
	let ended = false;
	let checked = false;
	const show = (): void => {
		head(root, staff, t);
		for (const one of parts) {
			one.update();
		}
		if (staff.standing === 'offline' && !staff.state && !checked) {
			checked = true;
			void checkSignedIn(config);
		}
		if (staff.standing === 'ended' && !ended) {
			ended = true;
			void after(root, page, id, questions, staff.fault);
		}
	};
	tools(root, staff, t);
	staff.addEventListener('change', show);
	questions.addEventListener('change', show);
	questions.all().catch(() => {}); // the page says why
	show();
}

function placeOf({ value, textContent }: HTMLOptionElement): [string, string] {
	return [value.split('#')[1] ?? value.replace(/\/$/, ''), textContent.trim()];
}

/** Shows the head of the page: the code, how many are here, and whether there is a connection. */
function head(root: HTMLElement, { state, standing }: Staff, t: Texts): void {
	write(part(root, '.board-code strong'), state?.code ?? '······');
	write(part(root, '.board-count'), String(state?.there ?? 0));
	const sign = part(root, '.board-sign');
	sign.dataset['standing'] = standing;
	write(sign, standing === 'offline' ? t('classApart') : standing === 'connected' ? t('classConnected') : '');
	for (const name of ['lock', 'close', 'named']) {
		(part(root, `[data-do="${name}"]`) as HTMLButtonElement).disabled = !state;
	}
	part(root, '[data-do="lock"]').ariaPressed = String(state?.locked ?? false);
	part(root, '[data-do="unshow"]').hidden = !state?.shown;
	part(root, '[data-do="named"]').ariaPressed = String(state?.named ?? false);
}

function tools(root: HTMLElement, staff: Staff, t: Texts): void {
	const fault = part(root, '.board > .fault');
	const order = async (...[one]: Parameters<Staff['order']>): Promise<void> => {
		fault.textContent = (await staff.order(one)).fault ?? '';
	};
	wire(root, 'lock', () => order({ kind: 'lock', up: !staff.state?.locked }));
	wire(root, 'named', () => order({ kind: 'named', up: !staff.state?.named }));
	wire(root, 'unshow', () => order({ kind: 'show' }));
	wire(root, 'close', () => confirm(t('classCloseSure')) && order({ kind: 'close' }));
}
