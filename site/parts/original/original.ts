import { part } from '../../ts/page/elements';
import type { Python } from '../../ts/page/run/python';
import { megabytes } from '../../ts/page/texts';
import * as kind from '../snippet/kind';
import { Program } from '../snippet/program';
import type { Snippet } from '../snippet/snippet';
import { isBusy } from '../snippet/status';
import { texts, type Texts } from './texts';

/** Makes a snippet's asyncio original runnable, if it has one, and pages run Python. */
export function original(snippet: Snippet): void {
	if (snippet.page.config.assets.python !== '' && snippet.root.querySelector('.work-python')) {
		snippet.original = new Original(snippet).program;
	}
}

/** The asyncio original of a snippet: a program, and the loading of what runs it. */
class Original {
	readonly program: Program;
	readonly #snippet: Snippet;
	readonly #t: Texts;
	readonly #progress: HTMLProgressElement;
	readonly #megabytes: HTMLElement;
	/** Aborted when the waiting for Python ends: the program runs, or was stopped. */
	#waiting = new AbortController();

	/** Uses the elements of original.html. */
	constructor(snippet: Snippet) {
		this.#snippet = snippet;
		this.#t = texts(snippet.page.config.lang);
		this.program = new Program(snippet, kind.python, {
			tools: part(snippet.root, '.bar-python'),
			starting: this.#t('pythonStarting'),
			unloaded: this.#t('pythonFailed'),
			run: () => this.#run(),
			state: (state, result) => (result.dataset['state'] = isBusy(state) ? 'busy' : 'over'),
			mark: (items) => void this.program.pane.mark(items),
			file: () => kind.python.main,
			open: () => {},
		});
		this.#progress = part(this.program.result, 'progress') as HTMLProgressElement;
		this.#megabytes = part(this.program.result, '.megabytes');
		this.program.ready();
		this.program.session.observe({
			begun: () => void this.#await(),
			event: ({ kind: event }) => {
				if (event === 'running') {
					this.#arrived();
				}
			},
			ended: () => this.#arrived(),
		});
	}

	/** Runs the program anew. */
	#run(): void {
		const { id, page } = this.#snippet;
		const { clock, timeline } = page.prefs;
		const request = {
			snippet: id,
			...this.program.draft.toRun(true),
			clock,
			...(timeline && { trace: true }),
			lang: page.config.lang,
		};
		void this.program.session.start(request, () => page.python.get());
		this.program.bringIntoSight();
	}

	/** Shows the progress of loading Python, as long as a run waits for it. */
	async #await(): Promise<void> {
		this.#waiting.abort();
		this.#waiting = new AbortController();
		const { signal } = this.#waiting;
		// The run fails with the same error.
		const python = await this.#snippet.page.python.get().catch(() => undefined);
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
			this.program.say(this.#t(arriving ? 'pythonLoading' : 'pythonStarting'), { tone: 'busy' });
		}
		if (arriving) {
			this.#progress.max = state.total;
			this.#progress.value = state.bytes;
		}
		// Beside the words, which are a live region: they are said once, and not with every kilobyte.
		const { lang } = this.#snippet.page.config;
		this.#megabytes.textContent = arriving ? megabytes(state.bytes, state.total, lang) : '';
	}
}
