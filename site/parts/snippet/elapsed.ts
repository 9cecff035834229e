/** A clock for the eye while a program runs. It says nothing to screen readers, which hear the outcome. */
export class Elapsed {
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

	/** Stops, and shows nothing. */
	stop(): void {
		clearInterval(this.#timer);
		this.#element.textContent = '';
	}
}
