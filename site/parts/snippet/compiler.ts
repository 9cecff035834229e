import type { Diagnostic } from '../../ts/contract/run';
import type { Page } from '../../ts/page/page';
import { megabytes } from '../../ts/page/texts';
import type { Toolchain } from '../../ts/page/run/toolchain';
import type { Draft } from './draft';
import { texts } from './texts';

/** How long, in milliseconds, the reader has to pause for what was typed to be looked at. */
const pause = 300;

/** What the compiler works beside. */
export interface Beside {
	/** Shows what is wrong with the program as it is now. */
	remark(items: readonly Diagnostic[]): void;
	/** Whether a run is under way: loading waits for its end. */
	running(): boolean;
}

/**
 * Go's compiler beside an editor: it is loaded once the reader has edited, shows
 * how far that is, and then remarks on what is typed.
 */
export class Compiler {
	readonly #page: Page;
	readonly #draft: Draft;
	readonly #element: HTMLElement;
	readonly #beside: Beside;
	#toolchain: Toolchain | undefined;
	#timer: ReturnType<typeof setTimeout> | undefined;
	/** The text that was looked at last, and whether it was compiled to be traced. */
	#seen: { text: string; trace: boolean } | undefined;

	/** Shows in the element how far the loading is. */
	constructor(page: Page, draft: Draft, element: HTMLElement, beside: Beside) {
		this.#page = page;
		this.#draft = draft;
		this.#element = element;
		this.#beside = beside;
		draft.addEventListener('change', () => this.consider());
		page.prefs.addEventListener('change', () => this.consider()); // what is built ahead is to be what is run
	}

	/** Looks at the program when the reader next pauses. */
	consider(): void {
		clearTimeout(this.#timer);
		if (this.#draft.edited && this.#page.config.assets.toolchain !== '') {
			this.#timer = setTimeout(() => void this.#look(), pause);
			if (this.#toolchain === undefined) {
				void this.#anticipate();
			}
		}
	}

	/** Opens at once what the browser has had before. */
	async #anticipate(): Promise<void> {
		const toolchain = await this.#load();
		if (toolchain?.known) {
			toolchain.open();
		}
	}

	async #look(): Promise<void> {
		if (this.#beside.running()) {
			return; // its end asks again
		}
		const toolchain = await this.#load();
		if (toolchain === undefined) {
			return;
		}
		if (toolchain.state.kind === 'absent' && wanted(this.#page)) {
			toolchain.open();
		}
		const { text, source } = this.#draft;
		const trace = this.#page.prefs.timeline;
		const { kind } = toolchain.state;
		if ((text === this.#seen?.text && trace === this.#seen.trace) || !this.#draft.edited || kind !== 'ready') {
			return; // once it is ready it is asked again
		}
		const items = await toolchain.review(source, this.#page.config.lang, trace);
		if (items !== null && text === this.#draft.text && !this.#beside.running()) {
			this.#seen = { text, trace };
			this.#beside.remark(items);
		} else if (items === null && toolchain.state.kind !== 'ready') {
			this.#seen = { text, trace }; // it took too long, and would again
		}
	}

	/** Returns the toolchain; undefined where its code cannot be loaded: then the run that wants it ends with a sentence on it. */
	async #load(): Promise<Toolchain | undefined> {
		if (this.#toolchain === undefined) {
			const toolchain = await this.#page.toolchain.get().catch(() => undefined);
			if (toolchain === undefined) {
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

/**
 * Whether the compiler is loaded without having been asked for: not where the reader pays for every byte and
 * a server can build.
 */
function wanted({ config }: Page): boolean {
	const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } };
	return !(config.server && connection?.saveData);
}
