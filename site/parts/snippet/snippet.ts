import type { Diagnostic } from '../../ts/contract/run';
import { bringIntoSight, makeRoom, part, wire } from '../../ts/page/elements';
import type { Page } from '../../ts/page/page';
import { type Explain, RunSession } from '../../ts/page/run/session';
import { mainFile, renamed, start, without } from '../files/files';
import { Tabs } from '../files/tabs';
import { texts as fileTexts } from '../files/texts';
import type { Spot } from '../timeline/model/model';
import { Picture } from '../timeline/picture';
import { built } from './built';
import { choices, chosen } from './choices';
import { Compiler } from './compiler';
import { Draft } from './draft';
import { Input } from './input';
import { Log } from './log';
import { Spoken } from './spoken';
import { Notice } from './notice';
import type { State } from './outcome';
import { Pane } from './pane';
import { Problems } from './problems';
import { remark } from './remark';
import { leaveFragment } from './share';
import { isBusy, Status } from './status';
import { texts, type Texts } from './texts';
import { Tools } from './tools';

/**
 * A feature of snippets: it uses the elements of its template in the snippet's element, and may observe the snippet's
 * runs.
 */
export type Feature = (snippet: Snippet) => void;

/** The interface of <tour-snippet> for the rest of the page. */
export interface SnippetElement extends HTMLElement {
	/** Shows a shared version of the program. */
	showShared(source: string): void;
	/** Shows a lasting sentence about the program. */
	notify(text: string): void;
}

/** Returns the class of <tour-snippet>, for snippets of a page with those features. */
export function snippetElement(page: Page, features: readonly Feature[]): new () => SnippetElement {
	return class extends HTMLElement implements SnippetElement {
		#snippet: Snippet | undefined;

		connectedCallback(): void {
			this.#snippet ??= new Snippet(this, page, features);
		}

		showShared(source: string): void {
			this.#snippet?.showShared(source);
		}

		notify(text: string): void {
			this.#snippet?.notify(text);
		}
	};
}

/** A snippet of the page: its buttons, its program and its runs. */
export class Snippet {
	readonly id: string;
	readonly draft: Draft;
	/** The runs of the Go program. */
	readonly session: RunSession;
	readonly picture: Picture;
	readonly #t: Texts;
	readonly #pane: Pane;
	readonly #tabs: Tabs;
	readonly #problems: Problems;
	readonly #notice: Notice;
	readonly #compiler: Compiler;
	readonly #status: Status;
	/** The program that was run last: its lines differ from those of an edited one. */
	#ran = '';
	/** The race detector's findings in the current program. */
	#races: readonly Diagnostic[] = [];
	/** Remarks about the current program, which compiles: a run does not end them. */
	#warnings: readonly Diagnostic[] = [];

	/** Uses the elements of snippet.html in root. */
	constructor(
		readonly root: HTMLElement,
		readonly page: Page,
		features: readonly Feature[],
	) {
		const { lang } = page.config;
		this.#t = texts(lang);
		this.id = root.getAttribute('snippet') ?? '';
		const pre = part(root, '.pane-go > pre');
		this.draft = new Draft(this.id, pre.textContent, page.store);
		const explain: Explain = (sentence) => page.renewal.explain(sentence);
		this.session = new RunSession(this.#t('runFailed'), explain);
		this.picture = new Picture(part(root, '.timeline'), page, this.id.replace('/', '-'));
		this.#pane = new Pane(page, this.draft, pre, part(root, '.tab-hint').id, {
			run: () => this.run(),
			moved: (line) => this.picture.cursor({ file: this.#tabs.open, line: this.#isAsRun ? line : 0 }),
			failed: async () => this.#notice.show(await explain(this.#t('editorFailed'))),
		});
		this.#notice = new Notice(part(root, '.notice'));
		this.#tabs = this.#newTabs();
		this.#problems = new Problems(part(root, '.problems'), this.#t, (item) => this.#go(item));
		this.#compiler = new Compiler(page, this.draft, part(root, '.compiler'), {
			remark: (items) => this.#remark(items),
			running: () => isBusy(root.dataset['state'] as State),
		});
		choices(root, page);
		const places = { words: part(root, '.outcome'), elapsed: part(root, '.elapsed'), stop: part(root, '.stop') };
		this.#status = new Status(places, lang, this.#t('starting'), (state) => (root.dataset['state'] = state));
		this.#observe(features);
		this.#listen();
		this.#draftChanged();
		if (this.draft.ownWaits) {
			this.#offerOwn('ownKept');
		}
	}

	/** Runs the program, in place of a run that is still under way. */
	run(): void {
		const { carriers, config } = this.page;
		const { where, ...how } = chosen(this.page);
		const request = { snippet: this.id, ...this.draft.toRun(how.trace === true), ...how, lang: config.lang };
		void this.session.start(request, () => carriers[where].get());
		bringIntoSight(part(this.root, '.log-box'), part(this.root, '.bar'));
	}

	/** Shows a shared version, and marks it as such. */
	showShared(source: string): void {
		if (this.draft.share(source)) {
			this.#offerOwn(this.draft.ownWaits ? 'sharedKept' : 'shared');
		}
	}

	/** Shows a lasting sentence. */
	notify(text: string): void {
		this.#notice.show(text);
	}

	/** Adds the observers of runs. The status is last, when the others have been updated. */
	#observe(features: readonly Feature[]): void {
		const log = part(this.root, '.log');
		this.session.observe(new Log(log, this.#t));
		this.session.observe(new Spoken(part(this.root, '.result .spoken'), this.#t));
		this.session.observe({
			begun: () => {
				this.#ran = this.draft.whole;
				this.#diagnose([]);
				this.#remark(this.#warnings);
				makeRoom(log, part(this.root, '.expected-text').textContent);
				part(this.root, '.snippet').dataset['ran'] = '';
			},
			event: (event) => {
				if (event.kind === 'diagnostics') {
					this.#diagnose(event.items);
				}
			},
			ended: () => this.#compiler.consider(),
		});
		new Input(this.root, this.session, this.#t, this.page.store, this.id);
		this.session.observe(this.picture.observer('go', this.#place(log)));
		this.session.observe(built(part(this.root, '.built'), this.page, this.#t));
		for (const feature of features) {
			feature(this);
		}
		this.session.observe(this.#status);
	}

	#listen(): void {
		const { root } = this;
		wire(root, 'run', () => this.run());
		wire(root, 'stop', () => this.session.stop());
		const tools = new Tools(this.page, this.id, this.draft, {
			file: () => this.#tabs.open,
			found: (items) => {
				this.#problems.show(items);
				this.#mark([...items, ...this.#warnings]);
			},
			say: (words, names) => this.#status.say(words, '', names),
			offer: (words, label, action) => this.#notice.show(words, label, action),
		});
		wire(root, 'reset', () => tools.reset());
		wire(root, 'format', () => tools.format());
		wire(root, 'share', () => tools.share());
		wire(root, 'copy', () => tools.copy());
		const warm = (): void => void this.#warm();
		const run = part(root, '.run');
		run.addEventListener('pointerenter', warm, { once: true });
		run.addEventListener('focus', warm, { once: true });
		this.draft.addEventListener('change', () => {
			this.#races = this.#warnings = [];
			this.#tabs.changed();
			this.#draftChanged();
			if (!this.draft.shared) {
				leaveFragment(this.id);
			}
		});
		this.draft.addEventListener('unkept', () => this.#notice.show(this.#t('notKept')));
	}

	/** Prepares for a run that is likely to come. */
	async #warm(): Promise<void> {
		const { carriers, prefs } = this.page;
		const carrier = await carriers[prefs.where].get().catch(() => undefined); // the run fails with the same error
		carrier?.warm?.(this.draft.edited || prefs.timeline ? undefined : this.id);
	}

	/** Returns the place of the program's source and output. */
	#place(log: HTMLElement): Parameters<Picture['observer']>[1] {
		return {
			log,
			point: (spot) => this.#point(spot),
			go: ({ file, line }) => this.#go({ file: file === '' ? mainFile : file, line, column: 1 }),
		};
	}

	/** Whether the program is the one that was run last: the lines of its timeline are those of the program. */
	get #isAsRun(): boolean {
		return this.draft.whole === this.#ran;
	}

	/** Shows the file of a place that the timeline points at, and marks its line. */
	#point(spot: Spot | undefined): void {
		const file = spot?.file === '' ? mainFile : spot?.file;
		if (file === undefined || !this.#isAsRun || !(file in this.draft.files)) {
			this.#pane.point(0);
			return;
		}
		if (file !== this.#tabs.open) {
			this.#pane.point(0);
			this.#tabs.go(file);
		}
		this.#pane.point(spot!.line);
	}

	/** Goes to a place in the program. */
	#go({ file, line, column }: Pick<Diagnostic, 'file' | 'line' | 'column'>): void {
		if (file in this.draft.files) {
			this.#reveal();
			this.#tabs.go(file);
			void this.#pane.go(line, column);
		}
	}

	/** Shows the program if there is room for one pane only. */
	#reveal(): void {
		(part(this.root, '.show-go') as HTMLInputElement).checked = true;
	}

	#newTabs(): Tabs {
		return new Tabs(this.root, part(this.root, '.pane-go'), this.page.config, {
			files: () => this.draft.files,
			reveal: () => this.#reveal(),
			open: (name) => this.#pane.open(name),
			focus: () => void this.#pane.focus(),
			add: (name) => this.draft.edit(name, start(name)),
			rename: (from, to) => {
				this.#pane.rename(from, to);
				this.draft.replace(renamed(this.draft.files, from, to));
			},
			remove: (name) => {
				const before = this.draft.files;
				const t = fileTexts(this.page.config.lang);
				this.draft.replace(without(before, name));
				this.#notice.show(t('fileRemoved', { file: name }), t('fileRestore'), () => {
					this.draft.edit(name, before[name]!);
					this.#tabs.go(name);
				});
			},
		});
	}

	/** Marks diagnostics in the editor, and the tabs of the files that they are in. */
	#mark(items: readonly Diagnostic[]): void {
		this.#tabs.mark(items.map(({ file }) => file));
		void this.#pane.mark(items);
	}

	/** Shows the diagnostics of a run. */
	#diagnose(items: readonly Diagnostic[]): void {
		this.#problems.show(items);
		this.#races = items.filter((item) => item.severity === 'race');
		this.#mark([...items, ...this.#warnings]);
	}

	/** Marks the diagnostics of the text as it is typed, and shows the first. */
	#remark(items: readonly Diagnostic[]): void {
		this.#warnings = items.filter((item) => item.severity === 'warning');
		this.#mark([...items, ...this.#races]);
		const remarks = part(this.root, '.remarks');
		remarks.classList.toggle('warning', this.#warnings.length > 0);
		remarks.replaceChildren(...remark(items, this.#tabs.open, this.#t));
	}

	#offerOwn(text: 'shared' | 'sharedKept' | 'ownKept'): void {
		this.#notice.show(this.#t(text), this.#t(this.draft.ownWaits ? 'backToOwn' : 'backToPublished'), () =>
			this.draft.leaveShared(),
		);
	}

	#draftChanged(): void {
		part(this.root, '.edited').hidden = !this.draft.edited;
	}
}
