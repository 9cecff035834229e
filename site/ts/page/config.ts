import type { Limits } from '../contract/limits';
import type { Trade } from '../contract/protocol';
import type { Lang } from '../contract/run';

/** The page's configuration, which the server writes into the element #tour-config. */
export interface Config {
	lang: Lang;
	/** The path that every address of the tour begins with: "/" or "/course/async/". */
	base: string;
	/** Whether programs can run on the server. */
	server: boolean;
	/** Whether the server can look for data races. */
	race: boolean;
	/** Whether the server builds what readers have edited. */
	builds: boolean;
	/** Whether the programs of the lessons are still being packed: their addresses come later. */
	coming: boolean;
	/** Whether the server is one for authors, which tells pages to reload. */
	dev: boolean;
	/** Changes whenever anything of the tour does; "" where the service worker is to keep nothing. */
	release: string;
	/** What a run in this page may use. */
	limits: Limits;
	/** What follows the name of a file's gzipped twin, for hosts that cannot compress; "" where there are none. */
	packed: string;
	/** The address of the passages to search in. */
	search: string;
	/** The address of what a class can be asked; undefined where there are no classes. */
	asked?: string;
	/** The addresses of what is loaded when it is needed. */
	assets: {
		/** The scripts of the workers, by their trades. */
		workers: Record<Trade, string>;
		/** The module of what is done to source text. */
		source: string;
		/** The completer's module. */
		complete: string;
		/** The module that reads traces. */
		trace: string;
		/** Go's time zones, as a zip; "" where there are none. */
		zones: string;
		/** The toolchain's description; "" where there is none. */
		toolchain: string;
		/** Python's description; "" where there is none. */
		python: string;
	};
	/** The addresses of the page's snippets as published, by their ids. */
	wasm: Record<string, string>;
	/** The addresses of what the page's exercises keep back, by their snippets' ids. */
	exercises: Record<string, string>;
}

/** Returns the page's configuration. It throws where there is none: then the page is not one of ours. */
export function readConfig(page: Document): Config {
	const text = page.getElementById('tour-config')?.textContent;
	if (!text) {
		throw new Error('the page has no #tour-config');
	}
	return JSON.parse(text) as Config;
}

/** Returns the nonce with which the page may add styles, which the editor does. */
export function readNonce(page: Document): string {
	return page.getElementById('tour-config')?.nonce ?? '';
}
