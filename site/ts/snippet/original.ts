import { slowness } from '../slowness';
import type { Python, State as Loading } from '../python/carrier';
import type { Clock } from '../prefs';
import type { Event, Run } from '../run/contract';
import { megabytes } from '../texts';
import type { Tour } from '../tour';
import { Elapsed } from './elapsed';
import { outcome } from './outcome';
import { Output } from './output';
import type { Picture } from './picture';

/** A run under way: null until Python's side of the page is there. */
interface Current {
	run: Run | null;
	/** Ends the waiting for Python: the program runs, or is not to. */
	arrived: AbortController;
}

/** The asyncio original of a snippet: its buttons, and what it prints. */
export class Original {
	readonly #root: HTMLElement;
	readonly #tour: Tour;
	readonly #id: string;
	readonly #source: string;
	readonly #result: HTMLElement;
	readonly #picture: Picture;
	readonly #output: Output;
	readonly #elapsed: Elapsed;
	/** What a run that has been given up still sends is told by its not being this one. */
	#current: Current | null = null;

	/** Takes over what templates/snippet.html writes for it into the snippet's element; what it does is drawn in the picture. */
	constructor(root: HTMLElement, tour: Tour, id: string, picture: Picture) {
		this.#picture = picture;
		this.#root = root;
		this.#tour = tour;
		this.#id = id;
		this.#source = this.#part('.pane-python > pre').textContent;
		this.#result = this.#part('.result-python');
		this.#output = new Output(this.#part('.result-python .log'), tour.t);
		this.#elapsed = new Elapsed(this.#part('.result-python .elapsed'), tour.t('seconds'));
		this.#button('run-python', () => void this.#run());
		this.#button('stop-python', () => this.#stop());
	}

	/** Runs it anew. */
	async #run(): Promise<void> {
		this.#current?.run?.stop();
		this.#current?.arrived.abort();
		const current: Current = { run: null, arrived: new AbortController() };
		this.#current = current;
		this.#output.clear();
		this.#makeRoom();
		this.#beginPicture();
		this.#busy(true);
		const { t, config, prefs } = this.#tour;
		this.#say(t('pythonStarting'), 'busy');
		const { clock, timeline } = prefs;
		try {
			const python = await this.#tour.python();
			if (this.#current !== current) {
				return;
			}
			python.addEventListener('change', () => this.#showLoading(python), { signal: current.arrived.signal });
			current.run = python.start({ snippet: this.#id, files: { 'main.py': this.#source }, clock, ...(timeline && { trace: true }), lang: config.lang }, (event) => {
				if (this.#current === current) {
					this.#hear(event, clock, current);
				}
			});
			this.#showLoading(python);
		} catch (error) {
			console.error(error);
			if (this.#current === current) {
				this.#end('failed', t('pythonFailed'));
			}
		}
	}

	#stop(): void {
		if (this.#current?.run) {
			this.#current.run.stop();
		} else if (this.#current) {
			this.#end('stopped', this.#tour.t('stopped'));
		}
	}

	#hear(event: Event, clock: Clock, current: Current): void {
		const { t } = this.#tour;
		this.#picture.hear('python', event);
		switch (event.kind) {
			case 'running':
				current.arrived.abort();
				this.#showProgress(null);
				this.#say(t('running'), 'busy');
				if (clock !== 'virtual') {
					this.#elapsed.start(clock === 'slow' ? slowness : 1);
				}
				break;
			case 'stdout':
			case 'stderr':
				this.#output.add(event);
				break;
			case 'end': {
				this.#output.flush();
				const { state, words } = outcome(event, clock, t);
				this.#end(state, words);
			}
		}
	}

	#end(state: string, words: string): void {
		this.#current?.arrived.abort();
		this.#current = null;
		this.#elapsed.stop();
		this.#showProgress(null);
		this.#busy(false);
		this.#say(words, state === 'failed' ? 'bad' : '');
	}

	/** Shows how far Python has come, as long as a run waits for it. */
	#showLoading({ state }: Python): void {
		const { t } = this.#tour;
		const arriving = state.kind === 'loading' && state.bytes < state.total;
		this.#showProgress(arriving ? state : null);
		this.#say(arriving ? t('pythonProgress', { megabytes: megabytes(state.bytes, state.total, t) }) : t('pythonStarting'), 'busy');
	}

	#showProgress(state: Loading | null): void {
		const bar = this.#part('.result-python progress') as HTMLProgressElement;
		bar.hidden = state === null;
		if (state) {
			bar.max = state.total;
			bar.value = state.bytes;
		}
	}

	/** Shows where the output goes, with the room that it will want. */
	#makeRoom(): void {
		const expected = this.#root.querySelector('.expected-text[data-place="python"]') ?? this.#part('.expected-text');
		const lines = expected.textContent.split('\n').length - 1;
		this.#part('.result-python .log').style.minHeight = `calc(${Math.min(lines, 24)} * var(--code-line) + 0.5rem)`;
		this.#show();
	}

	#beginPicture(): void {
		const pre = this.#part('.pane-python > pre');
		this.#picture.begin('python', {
			log: this.#part('.result-python .log'),
			point: (line) => {
				pre.classList.toggle('pointed', line > 0);
				pre.style.setProperty('--line', String(line));
			},
			go: () => {
				pre.scrollIntoView({ block: 'nearest' });
			},
		});
	}

	#busy(busy: boolean): void {
		this.#result.dataset['state'] = busy ? 'busy' : 'over';
		this.#part('[data-do="stop-python"]').setAttribute('aria-disabled', String(!busy));
	}

	#show(): void {
		this.#result.hidden = false;
		const { top, bottom } = this.#part('.result-python .log-box').getBoundingClientRect();
		if (top < 0 || bottom > window.innerHeight) {
			this.#part('.bar-python').scrollIntoView({ block: bottom - top > window.innerHeight / 2 ? 'start' : 'center' });
		}
	}

	#say(words: string, tone: 'busy' | 'bad' | ''): void {
		const element = this.#part('.result-python .outcome');
		if (element.textContent !== words) {
			element.textContent = words;
		}
		element.dataset['tone'] = tone;
	}

	#button(name: string, action: () => void): void {
		const button = this.#part(`[data-do="${name}"]`) as HTMLButtonElement;
		button.disabled = false;
		button.addEventListener('click', (event) => {
			if (event.detail < 2) {
				action();
			}
		});
	}

	#part(selector: string): HTMLElement {
		const element = this.#root.querySelector<HTMLElement>(selector);
		if (!element) {
			throw new Error(`snippet ${this.#id}: the page has no ${selector}`);
		}
		return element;
	}
}
