import { type ClockKind, type Event, type Lang, slowness, type Start } from '../../ts/contract/run';
import type { End, RunObserver } from '../../ts/page/run/session';
import { sentence } from '../../ts/page/code';
import { texts as common } from '../../ts/page/texts';
import { outcome, type Standing, standing, type State, type Tally } from './outcome';
import { texts } from './texts';

const busy: readonly State[] = ['queued', 'building', 'running'];

/** Reports whether a run is under way. */
export function isBusy(state: State): boolean {
	return busy.includes(state);
}

/** The elements of a status. */
export interface Places {
	words: HTMLElement;
	elapsed: HTMLElement;
	stop: HTMLElement;
}

/** Shows the state of runs: in words, with a clock while the program runs, and by the Stop button. */
export class Status implements RunObserver {
	readonly #places: Places;
	readonly #lang: Lang;
	readonly #starting: string;
	readonly #changed: (state: State) => void;
	readonly #elapsed: Elapsed;
	#clock: ClockKind = 'real';
	/** Of the checks of the run. */
	#tally: Tally = { passed: 0, all: 0 };
	/** The words for the state of the run. */
	#words = '';

	/** `starting` is the text for a run that begins. */
	constructor(places: Places, lang: Lang, starting: string, changed: (state: State) => void) {
		this.#places = places;
		this.#lang = lang;
		this.#starting = starting;
		this.#changed = changed;
		this.#elapsed = new Elapsed(places.elapsed, common(lang)('seconds'));
		this.#show({ state: 'idle', words: '' });
	}

	begun({ clock }: Start): void {
		this.#clock = clock;
		this.#tally = { passed: 0, all: 0 };
		this.#show({ state: 'queued', words: this.#starting });
	}

	event(event: Event): void {
		if (event.kind === 'connection') {
			this.say(event.lost ? texts(this.#lang)('reconnecting') : this.#words, 'busy');
			return;
		}
		if (event.kind === 'check') {
			this.#tally.all++;
			this.#tally.passed += Number(event.ok);
		}
		const now = standing(event, this.#lang);
		if (now) {
			this.#show(now);
		}
	}

	ended(end: End): void {
		this.#show(outcome(end, this.#clock, this.#lang, this.#tally));
	}

	/** Shows another text; `names` are the code in it. */
	say(words: string, tone: 'busy' | 'bad' | '' = '', names: readonly string[] = []): void {
		this.#places.words.replaceChildren(...sentence(words, names));
		this.#places.words.dataset['tone'] = tone;
	}

	#show({ state, words }: Standing): void {
		this.#words = words;
		this.#changed(state);
		this.#places.stop.setAttribute('aria-disabled', String(!isBusy(state)));
		this.say(words, isBusy(state) ? 'busy' : state === 'failed' ? 'bad' : '');
		if (state === 'running' && this.#clock !== 'virtual') {
			this.#elapsed.start(this.#clock === 'slow' ? slowness : 1);
		} else {
			this.#elapsed.stop();
		}
	}
}

/** A visible clock while a program runs. It is hidden from screen readers, which get the outcome. */
class Elapsed {
	readonly #element: HTMLElement;
	readonly #unit: string;
	#timer: ReturnType<typeof setInterval> | undefined;

	constructor(element: HTMLElement, unit: string) {
		this.#element = element;
		this.#unit = unit;
	}

	/** Counts from zero; in slow motion a second takes `slowness` seconds. */
	start(slowness = 1): void {
		this.stop();
		const begun = performance.now();
		const show = (): void => {
			this.#element.textContent = `${((performance.now() - begun) / slowness / 1000).toFixed(1)} ${this.#unit}`;
		};
		show();
		this.#timer = setInterval(show, 100);
	}

	/** Stops and hides the clock. */
	stop(): void {
		clearInterval(this.#timer);
		this.#element.textContent = '';
	}
}
