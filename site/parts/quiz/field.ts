import type { Lang } from '../../ts/contract/run';
import { makeVerbatim, part } from '../../ts/page/elements';
import { Sorter } from '../sorter/sorter';
import type { Kind } from './judge';

/** The input for an answer. */
export interface Field {
	/** The answer as `judge` takes it; empty if there is none. */
	readonly answer: number[];
	/** Forgets the answer. */
	clear(): void;
	focus(): void;
}

/** Returns the input of a question, and enables it. */
export function field(root: HTMLElement, kind: Kind, lang: Lang): Field {
	switch (kind) {
		case 'number':
			return typed(part(root, '.quiz-number input') as HTMLInputElement);
		case 'order':
			return sorted(new Sorter(part(root, '.sorter'), part(root, '.sorter-said'), lang));
		default:
			return chosen([...root.querySelectorAll<HTMLInputElement>('.quiz-option input')]);
	}
}

function chosen(inputs: readonly HTMLInputElement[]): Field {
	return {
		get answer() {
			return inputs.filter(({ checked }) => checked).map(({ value }) => Number(value));
		},
		clear: () => {
			for (const input of inputs) {
				input.checked = false;
			}
		},
		focus: () => inputs[0]?.focus(),
	};
}

function sorted(sorter: Sorter): Field {
	const offered = sorter.items;
	return {
		get answer() {
			return sorter.items.map((item) => Number(item.dataset['option']));
		},
		clear: () => {
			sorter.arrange(offered);
		},
		focus: () => {
			sorter.focus();
		},
	};
}

function typed(input: HTMLInputElement): Field {
	input.disabled = false;
	makeVerbatim(input);
	return {
		get answer() {
			return input.value !== '' && input.validity.valid ? [input.valueAsNumber] : [];
		},
		clear: () => {
			input.value = '';
		},
		focus: () => {
			input.focus();
		},
	};
}
