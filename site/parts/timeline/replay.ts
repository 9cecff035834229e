import { button } from './button';
import { fittingSpeed, instantsOf, speeds, stepFrom } from './model/instants';
import type { Model } from './model/model';
import { instant, type Words } from './model/words';

/** The number of steps of the slider. */
const steps = 1000;

/** The replay of a run: a button to play and pause, steps, a slider, and the speed. */
export class Replay {
	readonly element = document.createElement('div');
	readonly #words: Words;
	readonly #show: (now: number) => void;
	readonly #play: HTMLButtonElement;
	readonly #slider = document.createElement('input');
	readonly #speed = document.createElement('select');
	readonly #time = document.createElement('span');
	#instants: number[] = [];
	#end = 0;
	/** The instant shown; Infinity: the whole run. */
	#now = Infinity;
	#request = 0;

	/** Calls show with the instant to show; Infinity: the whole run. */
	constructor(words: Words, show: (now: number) => void) {
		this.#words = words;
		this.#show = show;
		this.#play = button('play', words('play'), () => (this.#request === 0 ? this.#start() : this.#pause()));
		this.element.className = 'tl-replay';
		this.element.setAttribute('role', 'group');
		this.element.setAttribute('aria-label', words('replay'));
		Object.assign(this.#slider, { type: 'range', min: '0', max: String(steps), step: '1', value: String(steps) });
		this.#slider.setAttribute('aria-label', words('instant'));
		this.#slider.addEventListener('input', () => {
			this.#pause();
			this.#go((Number(this.#slider.value) / steps) * this.#end);
		});
		this.#time.className = 'tl-time';
		const label = document.createElement('label');
		label.className = 'tl-speed';
		this.#speed.setAttribute('aria-label', words('speed'));
		this.#speed.append(...speeds.map((speed) => new Option(`${speed}×`, String(speed))));
		label.append(this.#speed);
		this.element.append(
			this.#play,
			button('back', words('stepBack'), () => this.#step(-1)),
			button('on', words('stepOn'), () => this.#step(1)),
			this.#slider,
			this.#time,
			label,
		);
		this.element.hidden = true;
	}

	/** Offers to replay these runs; without any it is hidden. */
	offer(models: readonly Model[]): void {
		this.#pause();
		this.#end = Math.max(...models.map(({ until }) => until), 0);
		this.#instants = instantsOf(models);
		this.#speed.value = String(fittingSpeed(this.#end));
		this.element.hidden = this.#end === 0;
		this.#go(Infinity);
	}

	/** Shows an instant, from which the replay continues. */
	scrub(at: number): void {
		if (!this.element.hidden) {
			this.#pause();
			this.#go(at);
		}
	}

	#start(): void {
		if (this.#now >= this.#end) {
			this.#go(0);
		}
		this.#play.dataset['icon'] = 'pause';
		this.#play.setAttribute('aria-label', this.#words('pause'));
		this.#play.title = this.#words('pause');
		let [last, at] = [performance.now(), this.#now];
		const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
		const frame = (time: number): void => {
			at += Math.max(time - last, 0) * Number(this.#speed.value);
			last = time;
			if (at >= this.#end) {
				this.#pause();
				this.#go(Infinity);
				return;
			}
			// With reduced motion the picture changes only at events.
			this.#go(calm ? (this.#instants.findLast((one) => one <= at) ?? 0) : at);
			this.#request = requestAnimationFrame(frame);
		};
		this.#request = requestAnimationFrame(frame);
	}

	#pause(): void {
		cancelAnimationFrame(this.#request);
		this.#request = 0;
		this.#play.dataset['icon'] = 'play';
		this.#play.setAttribute('aria-label', this.#words('play'));
		this.#play.title = this.#words('play');
	}

	#step(by: 1 | -1): void {
		this.#pause();
		this.#go(
			stepFrom(
				this.#instants,
				Math.min(this.#now, by < 0 && this.#now === Infinity ? this.#end : this.#now),
				by,
			),
		);
	}

	#go(now: number): void {
		const at = Math.min(now, this.#end);
		this.#now = at >= this.#end ? Infinity : at;
		const decimals = this.#end < 20 ? 5 : this.#end < 1000 ? 3 : 2;
		const text = instant(at, this.#words, decimals);
		this.#time.textContent = text;
		this.#slider.value = String(this.#end > 0 ? Math.round((at / this.#end) * steps) : 0);
		this.#slider.setAttribute('aria-valuetext', text);
		this.#show(this.#now);
	}
}
