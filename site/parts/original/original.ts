import { bringIntoSight, makeRoom, part, wire } from '../../ts/page/elements';
import type { Page } from '../../ts/page/page';
import type { Python } from '../../ts/page/run/python';
import { RunSession } from '../../ts/page/run/session';
import { megabytes } from '../../ts/page/texts';
import { Log } from '../snippet/log';
import { Spoken } from '../snippet/spoken';
import type { Snippet } from '../snippet/snippet';
import { isBusy, Status } from '../snippet/status';
import { texts as snippetTexts } from '../snippet/texts';
import type { Place } from '../timeline/links';
import { texts, type Texts } from './texts';

/** Makes a snippet's asyncio original runnable, if pages run Python. */
export function original(snippet: Snippet): void {
	if (snippet.page.config.assets.python !== '') {
		new Original(snippet);
	}
}

/** The asyncio original of a snippet: its buttons and its output. */
class Original {
	readonly #root: HTMLElement;
	readonly #page: Page;
	readonly #t: Texts;
	readonly #id: string;
	readonly #session: RunSession;
	readonly #status: Status;
	readonly #progress: HTMLProgressElement;
	readonly #megabytes: HTMLElement;
	/** Aborted when the waiting for Python ends: the program runs, or was stopped. */
	#waiting = new AbortController();

	/** Uses the elements of original.html. */
	constructor({ root, page, id, picture }: Snippet) {
		this.#root = root;
		this.#page = page;
		this.#id = id;
		const { lang } = page.config;
		this.#t = texts(lang);
		const result = part(root, '.result-python');
		const log = part(result, '.log');
		this.#progress = part(result, 'progress') as HTMLProgressElement;
		this.#megabytes = part(result, '.megabytes');
		const places = {
			words: part(result, '.outcome'),
			elapsed: part(result, '.elapsed'),
			stop: part(root, '[data-do="stop-python"]'),
		};
		this.#status = new Status(places, lang, this.#t('pythonStarting'), (state) => {
			result.dataset['state'] = isBusy(state) ? 'busy' : 'over';
		});
		this.#session = new RunSession(this.#t('pythonFailed'), (sentence) => page.renewal.explain(sentence));
		this.#session.observe(new Log(log, snippetTexts(lang)));
		this.#session.observe(new Spoken(part(result, '.spoken'), snippetTexts(lang)));
		this.#session.observe({ begun: () => this.#makeRoom(result, log) });
		this.#session.observe(picture.observer('python', this.#place(log)));
		this.#session.observe(this.#status);
		this.#session.observe({
			begun: () => void this.#await(),
			event: ({ kind }) => {
				if (kind === 'running') {
					this.#arrived();
				}
			},
			ended: () => this.#arrived(),
		});
		wire(root, 'run-python', () => this.#run());
		wire(root, 'stop-python', () => this.#session.stop());
	}

	/** Runs the program anew. */
	#run(): Promise<void> {
		const { config, prefs, python } = this.#page;
		const { clock, timeline } = prefs;
		const source = part(this.#root, '.pane-python > pre').textContent;
		return this.#session.start(
			{
				snippet: this.#id,
				files: { 'main.py': source },
				clock,
				...(timeline && { trace: true }),
				lang: config.lang,
			},
			() => python.get(),
		);
	}

	/** Shows the progress of loading Python, as long as a run waits for it. */
	async #await(): Promise<void> {
		this.#waiting.abort();
		this.#waiting = new AbortController();
		const { signal } = this.#waiting;
		const python = await this.#page.python.get().catch(() => undefined); // the run fails with the same error
		if (python && !signal.aborted) {
			python.addEventListener('change', () => this.#showLoading(python), { signal });
			this.#showLoading(python);
		}
	}

	#arrived(): void {
		this.#waiting.abort();
		this.#progress.hidden = true;
		this.#megabytes.textContent = '';
	}

	#showLoading({ state }: Python): void {
		const arriving = state.kind === 'loading' && state.bytes < state.total;
		if (this.#progress.hidden === arriving) {
			this.#progress.hidden = !arriving;
			this.#status.say(this.#t(arriving ? 'pythonLoading' : 'pythonStarting'), 'busy');
		}
		if (arriving) {
			this.#progress.max = state.total;
			this.#progress.value = state.bytes;
		}
		// Beside the words, which are a live region: they are said once, and not with every kilobyte.
		this.#megabytes.textContent = arriving ? megabytes(state.bytes, state.total, this.#page.config.lang) : '';
	}

	/** Shows the result, with the height that the output will need. */
	#makeRoom(result: HTMLElement, log: HTMLElement): void {
		const expected =
			this.#root.querySelector('.expected-text[data-place="python"]') ?? part(this.#root, '.expected-text');
		makeRoom(log, expected.textContent);
		result.hidden = false;
		bringIntoSight(part(result, '.log-box'), part(this.#root, '.bar-python'));
	}

	/** Returns the place of the original's source and output. */
	#place(log: HTMLElement): Place {
		const pre = part(this.#root, '.pane-python > pre');
		return {
			log,
			point: (spot) => {
				pre.classList.toggle('pointed', spot !== undefined);
				pre.style.setProperty('--line', String(spot?.line ?? 0));
			},
			go: ({ line }) => {
				// If there is room for one pane only.
				(part(this.#root, '.show-python') as HTMLInputElement).checked = true;
				revealLine(pre, line);
			},
		};
	}
}

/** Scrolls to a line of the published source. */
function revealLine(pre: HTMLElement, line: number): void {
	const { lineHeight, paddingTop } = getComputedStyle(pre);
	const height = parseFloat(lineHeight);
	const top = pre.getBoundingClientRect().top + parseFloat(paddingTop) + (Math.max(line, 1) - 1) * height;
	if (top < 0 || top + height > window.innerHeight) {
		window.scrollBy({ top: top - window.innerHeight / 2 });
	}
}
