import type { Diagnostic } from '../../ts/contract/run';
import type { Texts } from './texts';

/** Returns a sentence on the first of the diagnostics, which may be in another file than the one that shows; or "". */
export function remark(items: readonly Diagnostic[], shown: string, t: Texts): string {
	const [first] = items;
	if (first === undefined) {
		return '';
	}
	const { file, line, message } = first;
	const more = items.length - 1;
	const one = file === shown ? 'remarkOne' : 'remarkOneIn';
	const several = file === shown ? 'remarkMore' : 'remarkMoreIn';
	return t(more > 0 ? several : one, { file, line, message, more });
}
