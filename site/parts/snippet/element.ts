import type { Tour } from '../../ts/page/tour';
import { Snippet } from './snippet';

/** What the element <tour-snippet> offers to the rest of the page. */
export interface SnippetElement extends HTMLElement {
	/** Shows a version of the program that somebody shared. */
	showShared(source: string): void;
	/** Says something about the program that stays. */
	tell(text: string): void;
}

/** Returns the class of <tour-snippet>, for the snippets of a tour. */
export function snippetElement(tour: Tour): new () => SnippetElement {
	return class extends HTMLElement implements SnippetElement {
		#snippet: Snippet | undefined;

		connectedCallback(): void {
			this.#snippet ??= new Snippet(this, tour);
		}

		showShared(source: string): void {
			this.#snippet?.showShared(source);
		}

		tell(text: string): void {
			this.#snippet?.tell(text);
		}
	};
}
