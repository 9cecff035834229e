import type { Diagnostic, Start } from '../../ts/contract/run';
import { part, wire } from '../../ts/page/elements';
import type { Page } from '../../ts/page/page';
import type { RunSession } from '../../ts/page/run/session';
import { renamed, start, without } from '../files/files';
import { Tabs } from '../files/tabs';
import { texts as fileTexts } from '../files/texts';
import type { Finding } from '../timeline/model/findings';
import { Picture } from '../timeline/picture';
import { built } from './built';
import { carrierOfChecks } from './checking';
import { choices, chosen } from './choices';
import { Compiler } from './compiler';
import type { Draft } from './draft';
import * as kind from './kind';
import type { State } from './outcome';
import { Program } from './program';
import { remark } from './remark';
import { type Both, leaveFragment } from './share';
import { isBusy } from './status';
import { texts, type Texts } from './texts';
import { format, share } from './tools';

/**
 * A feature of snippets: it uses the elements of its template in the snippet's element, and may observe the snippet's
 * runs.
 */
export type Feature = (snippet: Snippet) => void;

/** The interface of <tour-snippet> for the rest of the page. */
export interface SnippetElement extends HTMLElement {
	/** Shows shared versions of the programs. */
	showShared(sources: Both): void;
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

		showShared(sources: Both): void {
			this.#snippet?.showShared(sources);
		}

		notify(text: string): void {
			this.#snippet?.notify(text);
		}
	};
}

/** A snippet of the page: its Go program with files, a compiler and tools, and the asyncio original beside it. */
export class Snippet {
	readonly id: string;
	readonly picture: Picture;
	/** The source of an exercise's checks, once the reader has asked for them: they are built ahead from then on. */
	checks: string | undefined;
	/** Receives what stands out in a traced run of the Go program, and nothing when another begins. */
	find: ((findings: readonly Finding[]) => void) | undefined;
	/** The asyncio original, where pages run Python. */
	original: Program | undefined;
	readonly #t: Texts;
	readonly #go: Program;
	readonly #tabs: Tabs;
	readonly #compiler: Compiler;
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
		this.#t = texts(page.config.lang);
		this.id = root.getAttribute('snippet') ?? '';
		this.picture = new Picture(part(root, '.timeline'), page, this.id.replace('/', '-'));
		this.#go = new Program(this, kind.go, {
			tools: part(root, '.tools'),
			starting: this.#t('starting'),
			unloaded: this.#t('runFailed'),
			run: () => this.run(),
			...(root.querySelector('.check') && { check: () => part(root, '.check').click() }),
			state: (state) => (root.dataset['state'] = state),
			mark: (items) => this.#found(items),
			file: () => this.#tabs.open,
			open: (file) => this.#tabs.go(file),
			find: (findings) => this.find?.(findings),
			complete: async (file, source, offset) => {
				const toolchain = await page.toolchain.get();
				return toolchain.complete(source, offset, Object.values(without(this.draft.files, file)));
			},
		});
		this.#tabs = this.#newTabs();
		this.#compiler = new Compiler(page, this.draft, part(this.#go.work, '.compiler'), {
			remark: (items) => this.#remark(items),
			running: () => isBusy(root.dataset['state'] as State),
			checks: () => this.checks,
		});
		choices(root, page);
		this.#observe(features);
		this.#listen();
	}

	/** The Go program. */
	get draft(): Draft {
		return this.#go.draft;
	}

	/** The runs of the Go program. */
	get session(): RunSession {
		return this.#go.session;
	}

	/** Runs the Go program, in place of a run that is still under way. */
	run(): void {
		const { carriers, config } = this.page;
		const { where, ...how } = chosen(this.page);
		const request = { snippet: this.id, ...this.draft.toRun(how.trace === true), ...how, lang: config.lang };
		void this.session.start(request, () => carriers[where].get());
		this.#go.bringIntoSight();
	}

	/**
	 * Runs the checks of an exercise in place of the program, or one of them alone, traced. They have a clock of their
	 * own: the reader's choice of one is for the program.
	 */
	check(only?: string): void {
		const { lang } = this.page.config;
		const one = only === undefined ? {} : { only, trace: true };
		const how: Omit<Start, 'files'> = { snippet: this.id, check: true, ...one, clock: 'real', lang };
		void this.session.start({ ...how, files: this.draft.source }, () => carrierOfChecks(this.page));
	}

	/** Shows shared versions, and marks them as such. */
	showShared(sources: Both): void {
		for (const program of [this.#go, this.original]) {
			const source = program && sources[program.kind.side];
			if (source) {
				program.showShared(source);
			}
		}
		if (sources.go === '') {
			this.original?.reveal();
		}
	}

	/** Marks the lines of the Go program that findings name; each mark goes when its line is edited. */
	note(findings: readonly Finding[]): void {
		this.#go.note(findings);
	}

	/** Goes to a line of the Go program. */
	go({ file, line }: Pick<Finding, 'file' | 'line'>): void {
		this.#go.go({ file: file || this.#go.kind.main, line, column: 1 });
	}

	/** Shows a lasting sentence, with a button for an action. */
	notify(text: string, label = '', action?: () => void): void {
		this.#go.notice.show(text, label, action);
	}

	#observe(features: readonly Feature[]): void {
		this.session.observe({
			begun: () => {
				this.#remark(this.#warnings);
			},
			ended: () => this.#compiler.consider(),
		});
		this.session.observe(built(part(this.#go.result, '.built'), this.page, this.#t));
		for (const feature of features) {
			feature(this);
		}
		this.#go.ready();
	}

	#listen(): void {
		wire(this.root, 'format', () => format(this.#go, this.page));
		wire(this.root, 'share', () => share(this.id, this.#go, this.original, this.#t));
		const warm = (): void => void this.#warm();
		const run = part(this.#go.work, '.run');
		run.addEventListener('pointerenter', warm, { once: true });
		run.addEventListener('focus', warm, { once: true });
		this.draft.addEventListener('change', () => {
			this.#races = this.#warnings = [];
			this.#tabs.changed();
		});
		for (const program of [this.#go, this.original]) {
			program?.draft.addEventListener('change', () => {
				if (!program.draft.shared) {
					leaveFragment(this.id);
				}
			});
		}
	}

	/** Prepares for a run that is likely to come. */
	async #warm(): Promise<void> {
		const { carriers, prefs } = this.page;
		const carrier = await carriers[prefs.where].get().catch(() => undefined); // the run fails with the same error
		carrier?.warm?.(this.draft.edited || prefs.timeline ? undefined : this.id);
	}

	#newTabs(): Tabs {
		const { pane } = this.#go;
		return new Tabs(this.root, part(this.#go.work, '.pane'), this.page.config, {
			files: () => this.draft.files,
			reveal: () => this.#go.reveal(),
			open: (name) => pane.open(name),
			focus: () => void pane.focus(),
			add: (name) => this.draft.edit(name, start(name)),
			rename: (from, to) => {
				pane.rename(from, to);
				this.draft.replace(renamed(this.draft.files, from, to));
			},
			remove: (name) => {
				const before = this.draft.files;
				const t = fileTexts(this.page.config.lang);
				this.draft.replace(without(before, name));
				this.#go.notice.show(t('fileRemoved', { file: name }), t('fileRestore'), () => {
					this.draft.edit(name, before[name]!);
					this.#tabs.go(name);
				});
			},
		});
	}

	/** Marks diagnostics in the editor, and the tabs of the files that they are in. */
	#mark(items: readonly Diagnostic[]): void {
		this.#tabs.mark(items.map(({ file }) => file));
		void this.#go.pane.mark(items);
	}

	/** Marks what a run or a tool has found, beside what is remarked on the text. */
	#found(items: readonly Diagnostic[]): void {
		this.#races = items.filter((item) => item.severity === 'race');
		this.#mark([...items, ...this.#warnings]);
	}

	/** Marks the diagnostics of the text as it is typed, and shows the first. */
	#remark(items: readonly Diagnostic[]): void {
		this.#warnings = items.filter((item) => item.severity === 'warning');
		this.#mark([...items, ...this.#races]);
		const remarks = part(this.#go.work, '.remarks');
		remarks.classList.toggle('warning', this.#warnings.length > 0);
		remarks.replaceChildren(...remark(items, this.#tabs.open, this.#t));
	}
}
