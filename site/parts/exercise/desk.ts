import { sentence } from '../../ts/page/code';
import { bringIntoSight, part, wire } from '../../ts/page/elements';
import type { Event, Start } from '../../ts/contract/run';
import type { End, RunObserver } from '../../ts/page/run/session';
import { mainFile } from '../files/files';
import type { Snippet } from '../snippet/snippet';
import type { Finding } from '../timeline/model/findings';
import { Checklist, measured } from './checklist';
import { Hints } from './hints';
import { Solution } from './solution';
import { texts, type Texts } from './texts';
import { Verdict } from './verdict';

/** How far a reader has come with an exercise. */
export type Standing = 'tried' | 'hinted' | 'shown' | 'solved';

/** What an exercise dispatches as "tour-exercise", which bubbles, each time that a reader comes to stand so. */
export interface Progressed {
	/** "http/four-at-a-time" */
	id: string;
	state: Standing;
	/** The hash of the checks. */
	version: string;
}

/** An exercise on the page: the runs of its checks, what they find, hints, and a solution. */
export class Desk implements RunObserver {
	readonly #root: HTMLElement;
	readonly #snippet: Snippet;
	readonly #t: Texts;
	readonly #list: Checklist;
	readonly #verdict: Verdict;
	readonly #solution: Solution;
	/** The run of checks that is under way. */
	#run: Start | undefined;
	/** The one check that was run last, traced; undefined where that was something else. */
	#traced: string | undefined;
	/** What stands out in its run, if it has failed: who was left, who waits, in the reader's files. */
	#findings: readonly Finding[] = [];

	constructor(root: HTMLElement, snippet: Snippet) {
		this.#root = root;
		this.#snippet = snippet;
		this.#t = texts(snippet.page.config.lang);
		this.#list = new Checklist(part(root, '.check-list'), this.#t, (name) => this.#trace(name));
		this.#verdict = new Verdict(this.#list.names);
		this.#solution = new Solution(snippet, () => this.#progressed('shown'));
		new Hints(root, (last) => {
			this.#progressed('hinted');
			if (last) {
				this.#solution.allow();
			}
		});
		wire(snippet.root, 'check', () => snippet.check());
		snippet.draft.addEventListener('change', () => (root.dataset['stale'] = ''));
		snippet.find = (findings) => this.#find(findings);
	}

	/** A run begins. */
	begun(request: Start): void {
		if (this.#run) {
			this.#verdict.end(); // the new run takes its place
			this.#show();
		}
		this.#run = request.check === true ? request : undefined;
		this.#traced = this.#run?.only;
		this.#note([]);
		if (this.#run) {
			delete this.#root.dataset['stale'];
			this.#verdict.begin(request.only);
			this.#show();
			this.#say();
		}
	}

	event(event: Event): void {
		if (this.#run && event.kind === 'check') {
			this.#verdict.add(event);
			this.#show();
		}
	}

	/** The run has ended. */
	ended(end: End): void {
		if (this.#run) {
			void this.#conclude(this.#run, end);
		}
	}

	async #conclude(run: Start, { reason }: End): Promise<void> {
		const { message } = await import('../../ts/page/run/sentence'); // the run has loaded it
		if (this.#run !== run) {
			return;
		}
		if (this.#snippet.page.prefs.where === 'browser') {
			void this.#keep();
		}
		this.#run = undefined;
		this.#verdict.end({
			ended: message(run.lang, 'check.ended'),
			unreached: [message(run.lang, 'check.unreached'), message(run.lang, 'check.unstarted')],
		});
		this.#show();
		if (reason === 'stopped') {
			return;
		}
		this.#explain();
		this.#bringIntoSight(run.only === undefined);
		if (this.#verdict.failed()) {
			this.#solution.allow();
			this.#progressed('tried');
		} else if (this.#verdict.solved && run.only === undefined) {
			this.#solution.allow();
			this.#progressed('solved');
		}
	}

	/** Keeps the checks for the compiler, which builds them ahead. */
	async #keep(): Promise<void> {
		const { Exercises } = await import('../../ts/page/run/exercises');
		const { id, page } = this.#snippet;
		this.#snippet.checks ??= (await new Exercises(page.config).get(id).catch(() => undefined))?.checks;
	}

	/** Runs one check, and shows its timeline. */
	#trace(name: string): void {
		this.#snippet.page.prefs.timeline = true;
		this.#snippet.check(name);
	}

	/** The timeline has found something in a run, or another begins. */
	#find(findings: readonly Finding[]): void {
		const { files } = this.#snippet.draft;
		const failed = this.#verdict.failed(this.#traced);
		const isTraced = failed !== undefined && failed.name === this.#traced;
		this.#note(isTraced ? findings.filter(({ file, line }) => line > 0 && file in files) : []);
		if (!this.#run && this.#findings.length > 0) {
			this.#explain();
		}
	}

	#note(findings: readonly Finding[]): void {
		this.#findings = findings;
		this.#snippet.note(findings);
	}

	#show(): void {
		this.#verdict.checks.forEach((check) => this.#list.show(check));
		this.#root.dataset['verdict'] = this.#verdict.solved ? 'solved' : this.#verdict.failed() ? 'failed' : '';
	}

	/** Explains the check that was traced, or the first one, if it has failed; or says that all is well. */
	#explain(): void {
		const failed = this.#verdict.failed(this.#traced);
		if (failed) {
			const words = sentence(this.#t('checkFirst', { check: this.#list.sentence(failed.name) }));
			this.#say(...words, ' ', measured(failed), ...this.#found());
		} else if (this.#verdict.solved) {
			this.#say(this.#t('solved'));
		}
	}

	/** Scrolls so that the verdict is visible or, after the run of one check, its timeline. */
	#bringIntoSight(verdict: boolean): void {
		const { root } = this.#snippet;
		if (verdict) {
			this.#root.scrollTop = 0; // beside a long program the checks are scrolled by themselves
			bringIntoSight(part(root, '.verdict'), part(root, '.bar'));
		} else {
			const timeline = part(root, '.timeline');
			bringIntoSight(timeline, timeline);
		}
	}

	/** Returns what stands out, each with a button that leads to its line. */
	#found(): HTMLElement[] {
		return this.#findings.map((finding) => {
			const { file, line, text } = finding;
			const button = document.createElement('button');
			button.type = 'button';
			button.append(...sentence(this.#t(file === mainFile ? 'checkLine' : 'checkLineIn', { file, line })));
			button.addEventListener('click', () => this.#snippet.go(finding));
			const element = document.createElement('span');
			element.className = 'check-found';
			element.append(button, ' ', ...sentence(text));
			return element;
		});
	}

	#say(...words: (string | HTMLElement)[]): void {
		part(this.#root, '.verdict').replaceChildren(...words);
	}

	#progressed(state: Standing): void {
		const detail: Progressed = { id: this.#snippet.id, state, version: this.#root.dataset['version'] ?? '' };
		this.#root.dispatchEvent(new CustomEvent('tour-exercise', { bubbles: true, detail }));
	}
}
