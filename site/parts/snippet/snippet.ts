import { slowness } from '../../ts/contract/slowness';
import { leaveFragment } from './share';
import type { Diagnostic } from '../../ts/contract/run';
import { bringIntoSight, makeRoom, part, wire } from '../../ts/page/elements';
import { Question } from '../predict/question';
import { duration } from '../../ts/page/texts';
import type { Tour } from '../../ts/page/tour';
import { choices, chosen } from './choices';
import { Compiler } from './compiler';
import { Elapsed } from './elapsed';
import { Notice } from './notice';
import type { State } from './outcome';
import { Output } from './output';
import { Pane } from './pane';
import { Picture } from '../timeline/picture';
import { Problems } from './problems';
import { Program } from './program';
import { Original } from '../original/original';
import { Runner } from './runner';
import { Tools } from './tools';

const busy: readonly State[] = ['queued', 'building', 'running'];

/** A snippet of the page brought to life: its buttons, and what they work on. */
export class Snippet {
	readonly #root: HTMLElement;
	readonly #tour: Tour;
	readonly #id: string;
	readonly #program: Program;
	readonly #pane: Pane;
	readonly #runner: Runner;
	readonly #output: Output;
	readonly #problems: Problems;
	readonly #notice: Notice;
	readonly #elapsed: Elapsed;
	readonly #compiler: Compiler;
	readonly #picture: Picture;
	/** What is asked before the first run, if anything is. */
	readonly #question: Question | null;
	/** What was run last. Once the reader has edited the program, its lines are other ones. */
	#ran = '';
	/** What the race detector has found in the program as it is. */
	#races: readonly Diagnostic[] = [];

	/** Takes over the element, which holds what templates/snippet.html writes. */
	constructor(root: HTMLElement, tour: Tour) {
		this.#root = root;
		this.#tour = tour;
		this.#id = root.getAttribute('snippet') ?? '';
		const pre = part(this.#root, '.pane-go > pre');
		this.#program = new Program(this.#id, pre.textContent, tour.store);
		this.#pane = new Pane(tour, this.#program, pre, part(this.#root, '.tab-hint').id, {
			run: () => {
				this.#run();
			},
			moved: (line) => {
				this.#picture.cursor(this.#program.text === this.#ran ? line : 0);
			},
			failed: () => {
				this.#notice.show(tour.t('editorFailed'));
			},
		});
		this.#output = new Output(part(this.#root, '.log'), tour.t);
		this.#notice = new Notice(part(this.#root, '.notice'));
		this.#elapsed = new Elapsed(part(this.#root, '.elapsed'), tour.t('seconds'));
		this.#problems = new Problems(part(this.#root, '.problems'), tour.t, (line, column) => {
			this.#go(line, column);
		});
		this.#picture = new Picture(part(this.#root, '.timeline'), tour, this.#id.replace('/', '-'));
		this.#runner = this.#newRunner();
		this.#compiler = new Compiler(tour, this.#program, part(this.#root, '.compiler'), {
			remarked: (items) => {
				this.#remark(items);
			},
			running: () => busy.includes(root.dataset['state'] as State),
		});
		const asks = root.querySelector<HTMLElement>('.predict');
		this.#question = asks && new Question(asks, this.#id, tour, this.#program, () => {
			this.#run();
		});
		choices(root, tour.prefs, tour.config);
		if (tour.config.assets.python !== '') {
			new Original(root, tour, this.#id, this.#picture);
		}
		this.#listen();
		this.#setState('idle', '');
		this.#programChanged();
		if (this.#program.ownWaits) {
			this.#offerOwn('ownKept');
		}
	}

	/** Shows a version that somebody shared, and says so. */
	showShared(source: string): void {
		if (this.#program.share(source)) {
			this.#offerOwn(this.#program.ownWaits ? 'sharedKept' : 'shared');
		}
	}

	/** Says something that stays until it is read. */
	tell(text: string): void {
		this.#notice.show(text);
	}

	#listen(): void {
		const root = this.#root;
		wire(root, 'run', () => {
			this.#run();
		});
		wire(root, 'stop', () => {
			this.#runner.stop();
		});
		const tools = this.#newTools();
		wire(root, 'reset', () => {
			tools.reset();
		});
		wire(root, 'format', () => tools.format());
		wire(root, 'share', () => tools.share());
		wire(root, 'copy', () => tools.copy());
		const warm = (): void => {
			void this.#runner.warm();
		};
		const run = part(this.#root, '.run');
		run.addEventListener('pointerenter', warm, { once: true });
		run.addEventListener('focus', warm, { once: true });
		this.#program.addEventListener('change', () => {
			this.#races = [];
			this.#programChanged();
			if (!this.#program.shared) {
				leaveFragment(this.#id);
			}
		});
		this.#program.addEventListener('unkept', () => {
			this.#notice.show(this.#tour.t('notKept'));
		});
		this.#listenToInput();
	}

	#listenToInput(): void {
		const form = part(this.#root, '.stdin') as HTMLFormElement;
		form.addEventListener('submit', (event) => {
			event.preventDefault();
			const field = form.elements.namedItem('line') as HTMLInputElement;
			this.#runner.stdin(field.value);
			field.value = '';
		});
	}

	#newTools(): Tools {
		return new Tools(this.#tour, this.#id, this.#program, {
			found: (items) => {
				this.#problems.show(items);
				void this.#pane.mark(items);
			},
			say: (words) => {
				this.#say(words);
			},
			offer: (words, label, action) => {
				this.#notice.show(words, label, action);
			},
		});
	}

	#newRunner(): Runner {
		return new Runner(this.#tour, this.#id, this.#program, {
			begun: () => {
				this.#question?.begun();
				this.#output.clear();
				this.#problems.show([]);
				this.#races = [];
				this.#remark([]);
				part(this.#root, '.built').textContent = '';
				makeRoom(part(this.#root, '.log'), part(this.#root, '.expected-text').textContent);
				part(this.#root, '.snippet').dataset['ran'] = '';
				this.#beginPicture();
			},
			heard: (event) => {
				this.#picture.hear('go', event);
			},
			printed: (chunk) => {
				this.#output.add(chunk);
				this.#question?.printed(chunk);
			},
			ended: (end) => {
				this.#output.flush();
				this.#question?.ended(end);
				this.#compiler.consider();
			},
			diagnosed: (items) => {
				this.#problems.show(items);
				this.#races = items.filter((item) => item.severity === 'race');
				void this.#pane.mark(items);
			},
			state: (state, words) => {
				this.#setState(state, words);
			},
			built: (by, milliseconds) => {
				const { t } = this.#tour;
				part(this.#root, '.built').textContent = t(by === 'page' ? 'builtPage' : 'builtServer', { time: duration(milliseconds, t) });
			},
		});
	}

	#beginPicture(): void {
		this.#ran = this.#program.text;
		this.#picture.begin('go', {
			log: part(this.#root, '.log'),
			point: (line) => {
				this.#pane.point(this.#program.text === this.#ran ? line : 0);
			},
			go: (line) => {
				this.#go(line, 1);
			},
		});
	}

	/** Leads to a line of the program; where there is room for one pane only, it shows that one. */
	#go(line: number, column: number): void {
		(part(this.#root, '.show-go') as HTMLInputElement).checked = true;
		void this.#pane.go(line, column);
	}

	/** Marks what is wrong with what is being typed, and says the first of it. */
	#remark(items: readonly Diagnostic[]): void {
		void this.#pane.mark([...items, ...this.#races]);
		const [first] = items;
		const { t } = this.#tour;
		part(this.#root, '.remarks').textContent = first ? t(items.length > 1 ? 'remarkMore' : 'remarkOne', { line: first.line, message: first.message, more: items.length - 1 }) : '';
	}

	#run(): void {
		void this.#runner.start();
		bringIntoSight(part(this.#root, '.log-box'), part(this.#root, '.bar'));
	}

	#offerOwn(text: 'shared' | 'sharedKept' | 'ownKept'): void {
		const { t } = this.#tour;
		this.#notice.show(t(text), t(this.#program.ownWaits ? 'backToOwn' : 'backToPublished'), () => {
			this.#program.leaveShared();
		});
	}

	#programChanged(): void {
		const { text, edited } = this.#program;
		part(this.#root, '.edited').hidden = !edited;
		part(this.#root, '.stdin').hidden = !/\bos\.Stdin\b|\bfmt\.F?[Ss]can/.test(text);
	}

	#setState(state: State, words: string): void {
		this.#root.dataset['state'] = state;
		part(this.#root, '.stop').setAttribute('aria-disabled', String(!busy.includes(state)));
		this.#say(words, busy.includes(state) ? 'busy' : state === 'failed' ? 'bad' : '');
		const { clock } = chosen(this.#tour.prefs, this.#tour.config);
		if (state === 'running' && clock !== 'virtual') {
			this.#elapsed.start(clock === 'slow' ? slowness : 1);
		} else {
			this.#elapsed.stop();
		}
	}

	#say(words: string, tone: 'busy' | 'bad' | '' = ''): void {
		const outcome = part(this.#root, '.outcome');
		outcome.textContent = words;
		outcome.dataset['tone'] = tone;
	}
}
