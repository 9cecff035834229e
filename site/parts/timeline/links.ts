import { type Choice, spotOf } from './choice';
import type { Track } from './draw/layout';
import type { Finding } from './model/findings';
import type { Mark, Model, Spot, Task } from './model/model';
import type { Stream } from './model/printed';

/** The source and the output of a track. */
export interface Place {
	/** The element that shows the output, as ts/snippet/output.ts writes it. */
	readonly log: HTMLElement;
	/** Shows and marks a line of the source; undefined: none. */
	point(spot: Spot | undefined): void;
	/** Moves the cursor to a line of the source. */
	go(spot: Spot): void;
	/** Receives what stands out in a run that has ended, and nothing when another begins. */
	find(findings: readonly Finding[]): void;
}

/** Links a track with its output: the target pointed at in one is marked in the other. */
export class Links {
	/** The source and output of the run. */
	place: Place;
	readonly #model: () => Model;
	/** When lines of a run of checks were printed, by the clock of the bubble. */
	readonly #times = new WeakMap<HTMLElement, number>();
	#marked: Element[] = [];
	/** The line of the source that is marked. */
	#spot: Spot | undefined;
	#now = Infinity;

	/** Calls back with the print under the pointer in the output, and with undefined when the pointer leaves. */
	constructor(place: Place, model: () => Model, hovered: (found: { task: Task; mark: Mark } | undefined) => void) {
		this.place = place;
		this.#model = model;
		let last: Element | null = null;
		// Not pointerover, which also fires when the page scrolls beneath a resting pointer.
		place.log.addEventListener('pointermove', ({ target }) => {
			const line = target instanceof Element ? target.closest('.line') : null;
			if (line !== last) {
				last = line;
				hovered(line instanceof HTMLElement ? this.#printOf(model(), line) : undefined);
			}
		});
		place.log.addEventListener('pointerleave', () => {
			last = null;
			hovered(undefined);
		});
		new MutationObserver(() => {
			if (this.#now < Infinity) {
				this.#hide();
			}
		}).observe(place.log, { childList: true });
	}

	/** Marks the source and the output of a choice on the track. */
	show(track: Track, choice: Choice | undefined): void {
		for (const element of this.#marked) {
			element.classList.remove('pointed');
		}
		const own = choice?.place.track === track ? choice : undefined;
		const { span, mark, task } = own ?? {};
		const spot = own && spotOf(own);
		if (spot?.line !== this.#spot?.line || spot?.file !== this.#spot?.file) {
			this.#spot = spot;
			this.place.point(spot?.line ? spot : undefined);
		}
		const within =
			span?.state === 'running' ? (task?.marks.filter(({ at }) => at >= span.from && at <= span.to) ?? []) : [];
		this.#marked = (mark ? [mark] : within).flatMap((one) => this.#lineOf(track.model, one) ?? []);
		for (const element of this.#marked) {
			element.classList.add('pointed');
		}
		this.#bringIntoSight(mark ? this.#marked[0] : undefined);
	}

	/** Shows the output as of an instant. */
	set now(now: number) {
		if (now !== this.#now) {
			this.#now = now;
			this.#hide();
		}
	}

	#hide(): void {
		for (const line of this.place.log.querySelectorAll<HTMLElement>('.line')) {
			line.classList.toggle('later', this.#timeOf(line) > this.#now + 0.0005);
		}
	}

	/** Returns when a line was printed. Checks have a bubble's clock, which the trace has, and the line has not. */
	#timeOf(line: HTMLElement): number {
		const model = this.#model();
		const own = Number(line.dataset['at']);
		if (!model.checked || !model.end) {
			return own;
		}
		const time = this.#times.get(line) ?? this.#printOf(model, line)?.mark.at ?? own;
		this.#times.set(line, time);
		return time;
	}

	#bringIntoSight(line: Element | undefined): void {
		const { log } = this.place;
		if (line instanceof HTMLElement && log.scrollHeight > log.clientHeight) {
			const top = line.getBoundingClientRect().top - log.getBoundingClientRect().top;
			if (top < 0 || top > log.clientHeight - line.offsetHeight) {
				log.scrollTop += top - log.clientHeight / 2;
			}
		}
	}

	/** Returns the element of a printed line; the first lines of a long output may have been removed. */
	#lineOf(model: Model, { stream, index }: Mark): Element | undefined {
		const line = model.printed.line(stream, index);
		return line && this.#begunIn(stream, line.seq).at(-1 - model.printed.after(stream, line));
	}

	/** Returns the task and print of a line. */
	#printOf(model: Model, line: HTMLElement): { task: Task; mark: Mark } | undefined {
		const stream = line.dataset['stream'] === 'stderr' ? 'stderr' : 'stdout';
		const seq = Number(line.dataset['seq']);
		const all = this.#begunIn(stream, seq);
		const index = model.printed.indexOf(stream, seq, all.length - 1 - all.indexOf(line));
		for (const task of model.tasks) {
			const mark = task.marks.find(
				(one) => one.stream === stream && index >= one.index && index < one.index + Math.max(one.newlines, 1),
			);
			if (mark) {
				return { task, mark };
			}
		}
		return undefined;
	}

	#begunIn(stream: Stream, seq: number): HTMLElement[] {
		return [...this.place.log.querySelectorAll<HTMLElement>(`.line[data-stream="${stream}"][data-seq="${seq}"]`)];
	}
}
