import type { Diagnostic } from '../../ts/contract/run';
import type { Page } from '../../ts/page/page';
import { megabytes } from '../../ts/page/texts';
import type { Toolchain } from '../../ts/page/run/toolchain';
import type { Draft } from './draft';
import { texts } from './texts';

/** The pause in typing, in milliseconds, after which the program is checked. */
const pause = 300;

/** The snippet around a compiler. */
export interface Beside {
	/** Shows the diagnostics of the current program. */
	remark(items: readonly Diagnostic[]): void;
	/** Whether a run is under way: loading waits for its end. */
	running(): boolean;
	/** The source of the program's checks, once it has been checked. */
	checks(): string | undefined;
}

/**
 * Go's compiler beside an editor: it is loaded after the first edit, shows the progress, and then checks the program
 * as it is typed.
 */
export class Compiler {
	readonly #page: Page;
	readonly #draft: Draft;
	readonly #element: HTMLElement;
	readonly #beside: Beside;
	#toolchain: Toolchain | undefined;
	/** Whether its code could not be loaded once. */
	#missed = false;
	#timer: ReturnType<typeof setTimeout> | undefined;
	/** Whether the toolchain has vetted a program: what it does that with is loaded the first time. */
	#vets = false;
	/** The current program if it has been checked, and whether it was compiled with a trace. */
	#seen: { whole: string; trace: boolean } | undefined;

	/** Shows the progress of loading in the element. */
	constructor(page: Page, draft: Draft, element: HTMLElement, beside: Beside) {
		this.#page = page;
		this.#draft = draft;
		this.#element = element;
		this.#beside = beside;
		draft.addEventListener('change', () => {
			this.#seen = undefined;
			if (!draft.edited) {
				beside.remark([]); // the published program is not checked
			}
			this.consider();
		});
		page.prefs.addEventListener('change', () => this.consider()); // so that the program built ahead is the one to run
	}

	/** Checks the program at the reader's next pause. */
	consider(): void {
		clearTimeout(this.#timer);
		if (this.#draft.edited && this.#page.config.assets.toolchain !== '') {
			this.#timer = setTimeout(() => void this.#look(), pause);
			if (this.#toolchain === undefined) {
				void this.#anticipate();
			}
		}
	}

	/** Opens the toolchain at once if the browser has loaded it before. */
	async #anticipate(): Promise<void> {
		const toolchain = await this.#load();
		if (toolchain?.known) {
			toolchain.open();
		}
	}

	async #look(): Promise<void> {
		if (this.#beside.running()) {
			return; // considered again at its end
		}
		const toolchain = await this.#load();
		if (toolchain === undefined) {
			return;
		}
		if (toolchain.state.kind === 'absent' && wanted(this.#page)) {
			toolchain.open();
		}
		const { whole, source } = this.#draft;
		const trace = this.#page.prefs.timeline;
		const { kind } = toolchain.state;
		if ((whole === this.#seen?.whole && trace === this.#seen.trace) || !this.#draft.edited || kind !== 'ready') {
			return; // considered again once it is ready
		}
		const items = await toolchain.review(source, this.#page.config.lang, trace, this.#beside.checks());
		if (items !== null && whole === this.#draft.whole && !this.#beside.running()) {
			this.#seen = { whole, trace };
			if (items.length > 0 || !this.#vets) {
				this.#beside.remark(items);
			}
			if (items.length === 0) {
				await this.#vet(toolchain, whole, source);
			}
		} else if (items === null && toolchain.state.kind !== 'ready') {
			this.#seen = { whole, trace }; // it took too long, and a repetition would too
		}
	}

	/** Has remarks shown about a program that compiles. */
	async #vet(toolchain: Toolchain, whole: string, source: Record<string, string>): Promise<void> {
		const items = await toolchain.vet(source, this.#page.config.lang);
		this.#vets ||= items !== null;
		if (whole === this.#draft.whole) {
			this.#beside.remark(items ?? []);
		}
	}

	/**
	 * Returns the toolchain; undefined if its code cannot be loaded: a run that needs it ends with a message about
	 * that. Only the first time another release is offered for it: this is tried again at each pause.
	 */
	async #load(): Promise<Toolchain | undefined> {
		if (this.#toolchain === undefined) {
			const toolchain = await this.#page.toolchain.get().catch(() => undefined);
			if (toolchain === undefined) {
				if (!this.#missed) {
					this.#missed = true;
					void this.#page.renewal.missed();
				}
				return undefined;
			}
			this.#toolchain = toolchain;
			toolchain.addEventListener('change', () => {
				this.#show(toolchain);
				if (toolchain.state.kind === 'ready') {
					this.consider();
				}
			});
			this.#show(toolchain);
		}
		return this.#toolchain;
	}

	#show({ state }: Toolchain): void {
		const { lang } = this.#page.config;
		const t = texts(lang);
		const loads = state.kind === 'loading' || state.bytes < state.total;
		this.#element.hidden = !loads;
		if (!loads) {
			this.#element.replaceChildren();
			return;
		}
		const bar = this.#element.querySelector('progress') ?? document.createElement('progress');
		bar.setAttribute('aria-label', t('compilerLoads'));
		if (state.total > 0) {
			bar.max = state.total;
			bar.value = state.bytes;
		}
		this.#element.replaceChildren(
			bar,
			' ',
			state.total === 0 ? t('compilerLoads') : megabytes(state.bytes, state.total, lang),
		);
	}
}

/** Whether to load the compiler unasked: not if the reader saves data and a server can build. */
function wanted({ config }: Page): boolean {
	const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } };
	return !(config.builds && connection?.saveData);
}
