import type { Diagnostic } from '../../ts/contract/run';
import { bringIntoSight, makeRoom, part, wire } from '../../ts/page/elements';
import type { Page } from '../../ts/page/page';
import { type Explain, RunSession } from '../../ts/page/run/session';
import type { Place } from '../timeline/links';
import type { Finding } from '../timeline/model/findings';
import type { Spot } from '../timeline/model/model';
import type { Picture } from '../timeline/picture';
import { Draft } from './draft';
import { Input } from './input';
import type { Kind } from './kind';
import { Log } from './log';
import { Notice } from './notice';
import type { State } from './outcome';
import { type Around as AroundPane, Pane } from './pane';
import { Problems } from './problems';
import { Spoken } from './spoken';
import { Status } from './status';
import { texts, type Texts } from './texts';
import { copyFile, reset, type Work } from './tools';

/** A snippet, as its programs see it. */
export interface Home {
	readonly root: HTMLElement;
	readonly page: Page;
	readonly id: string;
	readonly picture: Picture;
}

/** What is around a program. */
export interface Around {
	/** The element with its Reset and Copy. */
	readonly tools: HTMLElement;
	/** The words for a run that begins, and the sentence for one whose code could not be loaded. */
	readonly starting: string;
	readonly unloaded: string;
	/** Runs it. */
	run(): void;
	/** Runs the checks of an exercise; without it there are none. */
	check?(): void;
	/** Its runs are in another state; the element is that of what they print. */
	state(state: State, result: HTMLElement): void;
	/** Shows diagnostics in the editor. */
	mark(items: readonly Diagnostic[]): void;
	/** The name of the file that shows. */
	file(): string;
	/** Shows a file. */
	open(file: string): void;
	/** Receives what stands out in a run that was traced, and nothing when another begins. */
	find?(findings: readonly Finding[]): void;
	readonly complete?: AroundPane['complete'];
}

/**
 * One of a snippet's two programs: its text in an editor, its runs, what they print and read, and what is wrong with
 * it.
 */
export class Program implements Work {
	readonly kind: Kind;
	readonly draft: Draft;
	readonly session: RunSession;
	readonly pane: Pane;
	readonly notice: Notice;
	/** The elements of its text and bar, and of what it prints. */
	readonly work: HTMLElement;
	readonly result: HTMLElement;
	readonly #home: Home;
	readonly #around: Around;
	readonly #t: Texts;
	readonly #problems: Problems;
	readonly #status: Status;
	/** The text that was run last: its lines differ from those of an edited one. */
	#ran = '';

	/** Uses the elements of program.html in the snippet's element. */
	constructor(home: Home, kind: Kind, around: Around) {
		const { root, page, id, picture } = home;
		const { lang } = page.config;
		this.#home = home;
		this.kind = kind;
		this.#around = around;
		this.#t = texts(lang);
		this.work = part(root, `.work-${kind.side}`);
		this.result = part(root, `.result-${kind.side}`);
		const pre = part(this.work, '.pane > pre');
		this.draft = new Draft(id + kind.suffix, kind.main, pre.textContent, page.store);
		const explain: Explain = (sentence) => page.renewal.explain(sentence);
		this.session = new RunSession(around.unloaded, explain);
		this.notice = new Notice(part(this.work, '.notice'));
		this.pane = new Pane(page, kind, this.draft, pre, part(this.work, '.tab-hint').id, {
			run: () => around.run(),
			moved: (line) => picture.cursor(kind.side, this.#spot(line)),
			failed: async () => this.notice.show(await explain(this.#t('editorFailed'))),
			...(around.check && { check: () => around.check!() }),
			...(around.complete && { complete: around.complete }),
		});
		this.#problems = new Problems(part(this.work, '.problems'), this.#t, kind.main, (item) => this.go(item));
		const places = {
			words: part(this.result, '.outcome'),
			elapsed: part(this.result, '.elapsed'),
			stop: part(this.work, '.stop'),
		};
		this.#status = new Status(places, lang, around.starting, (state) => around.state(state, this.result));
		this.#observe();
		this.#listen();
		this.#draftChanged();
		if (this.draft.ownWaits) {
			this.#offerOwn('ownKept');
		}
	}

	/** The observers of its runs are all there: its status is the last of them, when the others have been updated. */
	ready(): void {
		this.session.observe(this.#status);
	}

	/** Scrolls so that its output is visible. */
	bringIntoSight(): void {
		bringIntoSight(part(this.result, '.log-box'), part(this.work, '.bar'));
	}

	/** Shows a shared version, and marks it as such. */
	showShared(source: string): void {
		if (this.draft.share(source)) {
			this.#offerOwn(this.draft.ownWaits ? 'sharedKept' : 'shared');
		}
	}

	/** Shows what is wrong with it: what a run or a tool has found. */
	found(items: readonly Diagnostic[]): void {
		this.#problems.show(items);
		this.#around.mark(items);
	}

	/** Marks the lines that findings name, as long as they are those of the text that was run. */
	note(findings: readonly Finding[]): void {
		const notes = findings.map(({ file, line, text }) => ({ file: file || this.kind.main, line, text }));
		void this.pane.note(this.#isAsRun ? notes : []);
	}

	/** Shows words in place of the state of its runs; `names` are the code in them. */
	say(words: string, { tone = '', names }: { tone?: 'busy' | ''; names?: readonly string[] } = {}): void {
		this.#status.say(words, tone, names);
	}

	/** Whether it is one of those that there is room for. */
	get shown(): boolean {
		return this.work.offsetParent !== null;
	}

	/** The name of the file that shows. */
	get file(): string {
		return this.#around.file();
	}

	/** Goes to a place in the program. */
	go({ file, line, column }: Pick<Diagnostic, 'file' | 'line' | 'column'>): void {
		if (file in this.draft.files) {
			this.reveal();
			this.#around.open(file);
			void this.pane.go(line, column);
		}
	}

	/** Shows the program if there is room for one of the two only. */
	reveal(): void {
		const show = this.#home.root.querySelector<HTMLInputElement>(`.show-${this.kind.side}`);
		if (show) {
			show.checked = true;
		}
	}

	#observe(): void {
		const { root, page, id, picture } = this.#home;
		const log = part(this.result, '.log');
		const expected = `.expected-text[data-place="${this.kind.side}"]`;
		this.session.observe(new Log(log, this.#t));
		this.session.observe(new Spoken(part(this.result, '.spoken'), this.#t));
		this.session.observe({
			begun: () => {
				this.#ran = this.draft.whole;
				this.result.dataset['ran'] = '';
				this.found([]);
				const text = root.querySelector(expected) ?? root.querySelector('.expected-text');
				makeRoom(log, text?.textContent ?? '');
			},
			event: (event) => {
				if (event.kind === 'diagnostics') {
					this.found(event.items);
				}
			},
			ended: () => this.#unfold(),
		});
		new Input(this.result, this.session, this.#t, page.store, id + this.kind.suffix);
		this.session.observe(picture.observer(this.kind.side, this.#place(log)));
	}

	/** Unfolds the expected output, to compare with what was printed; a question has its answer before. */
	#unfold(): void {
		const { root } = this.#home;
		const expected = root.querySelector<HTMLDetailsElement>('.expected');
		if (expected && !this.draft.edited && !root.querySelector('.predict')) {
			expected.open = true;
		}
	}

	#listen(): void {
		wire(this.work, 'run', () => this.#around.run());
		wire(this.work, 'stop', () => this.session.stop());
		wire(this.#around.tools, 'reset', () => reset(this, this.#t));
		wire(this.#around.tools, 'copy', () => copyFile(this, this.#t));
		this.draft.addEventListener('change', () => this.#draftChanged());
		this.draft.addEventListener('unkept', () => this.notice.show(this.#t('notKept')));
	}

	/** Returns the place of its source and output, for a timeline. */
	#place(log: HTMLElement): Place {
		return {
			log,
			point: (spot) => this.#point(spot),
			go: ({ file, line }) => this.go({ file: file || this.kind.main, line, column: 1 }),
			find: (findings) => this.#around.find?.(findings),
		};
	}

	/** Shows the file of a place that the timeline points at, and marks its line. */
	#point(spot: Spot | undefined): void {
		const file = spot && (spot.file || this.kind.main);
		if (file === undefined || !this.#isAsRun || !(file in this.draft.files)) {
			this.pane.point(0);
			return;
		}
		if (file !== this.file) {
			this.pane.point(0);
			this.#around.open(file);
		}
		this.pane.point(spot!.line);
	}

	/** Whether it is the text that was run last: the lines of its timeline are those of the text. */
	get #isAsRun(): boolean {
		return this.draft.whole === this.#ran;
	}

	/** Returns a line of the file that shows, as the timeline has it: the original's moments name no file. */
	#spot(line: number): Spot {
		return { file: this.kind.side === 'go' ? this.file : '', line: this.#isAsRun ? line : 0 };
	}

	#offerOwn(text: 'shared' | 'sharedKept' | 'ownKept'): void {
		this.notice.show(this.#t(text), this.#t(this.draft.ownWaits ? 'backToOwn' : 'backToPublished'), () =>
			this.draft.leaveShared(),
		);
	}

	#draftChanged(): void {
		part(this.work, '.edited').hidden = !this.draft.edited;
	}
}
