import type { Diagnostic } from '../../ts/contract/run';
import { codeElement, sentence } from '../../ts/page/code';
import type { Texts } from './texts';

/** Returns a sentence with the first of remarks on the text, if there is one; `open` is the file that shows. */
export function remark(items: readonly Diagnostic[], open: string, t: Texts): (string | HTMLElement)[] {
	const [first] = items;
	if (first === undefined) {
		return [];
	}
	const { file, line, message, severity } = first;
	const more = items.length - 1;
	const warning = severity === 'warning';
	const here = warning ? (['warningOne', 'warningMore'] as const) : (['remarkOne', 'remarkMore'] as const);
	const there = warning ? (['warningOneIn', 'warningMoreIn'] as const) : (['remarkOneIn', 'remarkMoreIn'] as const);
	const [one, several] = file === open ? here : there;
	const [before = '', after = ''] = t(more > 0 ? several : one, { file, line, more }).split('{message}');
	return [...sentence(before), codeElement(message), after];
}
