import type { Example, Result } from '../../ts/class/protocol';
import type { Staff } from '../../ts/class/staff';
import { part, wire } from '../../ts/page/elements';
import type { Page } from '../../ts/page/page';
import { split } from '../files/files';
import { make, nameOf } from './elements';
import { outcomeWords } from './outcomes';
import { Showing } from './showing';
import { texts, type Texts } from './texts';

/** A student's program in a dialog: its text, a run of it, and the button that shows it to all, without the name. */
export class Exhibit {
	readonly #dialog: HTMLDialogElement;
	readonly #page: Page;
	readonly #staff: Staff;
	readonly #t: Texts;
	#showing: Showing | undefined;
	#asked: { snippet: string; result: Result } | undefined;
	#example: Example | undefined;

	/** Uses the elements of class.html in the dialog. */
	constructor(dialog: HTMLDialogElement, page: Page, staff: Staff) {
		this.#dialog = dialog;
		this.#page = page;
		this.#staff = staff;
		this.#t = texts(page.config.lang);
		wire(dialog, 'run', () => this.#run());
		wire(dialog, 'wall', () => this.#show());
		wire(dialog, 'send', () => this.#send('snippet'));
		wire(dialog, 'trace', () => this.#send('trace'));
		wire(dialog, 'another', () => this.#asked && this.open(this.#asked.snippet, this.#asked.result, this.#example?.member));
		wire(dialog, 'shut', () => dialog.close());
		dialog.addEventListener('close', () => this.#showing?.stop());
	}

	/** Opens a program that ended so: the next one after `member`'s, or, without a result, that member's. */
	open(snippet: string, result: Result, member?: string): void {
		this.#asked = { snippet, result };
		void this.#staff
			.order({ kind: 'example', snippet, ...(member !== undefined && { member }), ...result })
			.then(({ example, fault }) => this.#fill(example, fault ?? this.#t('classExampleNone')));
	}

	#fill(example: Example | undefined, fault: string): void {
		this.#example = example;
		this.#showing?.stop();
		this.#showing = undefined;
		part(this.#dialog, '.exhibit-run').replaceChildren();
		part(this.#dialog, '.exhibit-said').textContent = '';
		part(this.#dialog, '.fault').textContent = example ? '' : fault;
		part(this.#dialog, '.exhibit-about').replaceChildren();
		part(this.#dialog, '.exhibit-files').replaceChildren();
		if (example) {
			const about = [`${example.snippet} · ${outcomeWords(example, this.#t)} · `, nameOf(example.name ?? '')];
			part(this.#dialog, '.exhibit-about').replaceChildren(...about);
			part(this.#dialog, '.exhibit-files').replaceChildren(...sourceElements(example.source, example.line ?? 0));
		}
		for (const name of ['run', 'wall', 'send', 'trace']) {
			(part(this.#dialog, `[data-do="${name}"]`) as HTMLButtonElement).disabled = !example;
		}
		if (!this.#dialog.open) {
			this.#dialog.showModal();
		}
		this.#dialog.querySelector('pre .at')?.scrollIntoView({ block: 'center' });
	}

	#run(): void {
		const { snippet, source } = this.#example ?? {};
		if (snippet !== undefined) {
			this.#showing ??= new Showing(this.#page, 'class');
			part(this.#dialog, '.exhibit-run').replaceChildren(this.#showing.element);
			this.#showing.run(snippet, source);
		}
	}

	/** Sends the program to all: pages show it beside their own. */
	async #send(kind: 'snippet' | 'trace'): Promise<void> {
		const { snippet = '', source = '' } = this.#example ?? {};
		const at = `${snippet.split('/')[0]}/#${snippet}`;
		const { fault } = await this.#staff.order({ kind: 'card', card: { n: 0, kind, body: { at, source } } });
		part(this.#dialog, '.fault').textContent = fault ?? '';
		part(this.#dialog, '.exhibit-said').textContent = fault === undefined ? this.#t('classCardSent') : '';
	}

	async #show(): Promise<void> {
		const { snippet = '', member = '' } = this.#example ?? {};
		const { fault } = await this.#staff.order({ kind: 'show', snippet, member });
		part(this.#dialog, '.fault').textContent = fault ?? '';
	}
}

/** Returns the files of a program, with a line of the first marked. */
export function sourceElements(source: string, line: number): HTMLElement[] {
	return Object.entries(split(source)).map(([name, text], index) => {
		const pre = make('pre', 'code');
		pre.tabIndex = 0;
		pre.translate = false;
		pre.ariaLabel = name;
		pre.role = 'region';
		const lines = text.trimEnd().split('\n');
		pre.append(
			...lines.map((one, at) => make('span', index === 0 && at + 1 === line ? 'line at' : 'line', `${one}\n`)),
		);
		return make('figure', '', ...(index > 0 ? [make('figcaption', 'note', name)] : []), pre);
	});
}
