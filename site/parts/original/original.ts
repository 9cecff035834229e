import { slowness } from '../../ts/contract/slowness';
import type { Python, State as Loading } from '../../ts/page/run/python';
import type { Clock } from '../../ts/page/prefs';
import type { Event, Run } from '../../ts/contract/run';
import { bringIntoSight, makeRoom, part, wire } from '../../ts/page/elements';
import { megabytes } from '../../ts/page/texts';
import type { Tour } from '../../ts/page/tour';
import { Elapsed } from '../snippet/elapsed';
import { outcome } from '../snippet/outcome';
import { Output } from '../snippet/output';
import type { Picture } from '../timeline/picture';

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
		this.#source = part(this.#root, '.pane-python > pre').textContent;
		this.#result = part(this.#root, '.result-python');
		this.#output = new Output(part(this.#root, '.result-python .log'), tour.t);
		this.#elapsed = new Elapsed(part(this.#root, '.result-python .elapsed'), tour.t('seconds'));
		wire(root, 'run-python', () => this.#run());
		wire(root, 'stop-python', () => this.#stop());
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
		const bar = part(this.#root, '.result-python progress') as HTMLProgressElement;
		bar.hidden = state === null;
		if (state) {
			bar.max = state.total;
			bar.value = state.bytes;
		}
	}

	/** Shows where the output goes, with the room that it will want. */
	#makeRoom(): void {
		const expected = this.#root.querySelector('.expected-text[data-place="python"]') ?? part(this.#root, '.expected-text');
		makeRoom(part(this.#root, '.result-python .log'), expected.textContent);
		this.#result.hidden = false;
		bringIntoSight(part(this.#root, '.result-python .log-box'), part(this.#root, '.bar-python'));
	}

	#beginPicture(): void {
		const pre = part(this.#root, '.pane-python > pre');
		this.#picture.begin('python', {
			log: part(this.#root, '.result-python .log'),
			point: (line) => {
				pre.classList.toggle('pointed', line > 0);
				pre.style.setProperty('--line', String(line));
			},
			go: (line) => {
				(part(this.#root, '.show-python') as HTMLInputElement).checked = true; // where there is room for one pane only
				revealLine(pre, line);
			},
		});
	}

	#busy(busy: boolean): void {
		this.#result.dataset['state'] = busy ? 'busy' : 'over';
		part(this.#root, '[data-do="stop-python"]').setAttribute('aria-disabled', String(!busy));
	}

	#say(words: string, tone: 'busy' | 'bad' | ''): void {
		const element = part(this.#root, '.result-python .outcome');
		if (element.textContent !== words) {
			element.textContent = words;
		}
		element.dataset['tone'] = tone;
	}
}

/** Brings a line of published source into sight. */
function revealLine(pre: HTMLElement, line: number): void {
	const { lineHeight, paddingTop } = getComputedStyle(pre);
	const height = parseFloat(lineHeight);
	const top = pre.getBoundingClientRect().top + parseFloat(paddingTop) + (Math.max(line, 1) - 1) * height;
	if (top < 0 || top + height > window.innerHeight) {
		window.scrollBy({ top: top - window.innerHeight / 2 });
	}
}
