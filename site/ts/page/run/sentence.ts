import messages from '../../../../server/play/messages.json';
import type { Limits } from '../../contract/limits';
import type { Lang, MessageKey, Start } from '../../contract/run';

/** Returns a sentence for the reader, each {name} in it replaced by its value. */
export function message(lang: Lang, key: MessageKey, values: Record<string, string | number> = {}): string {
	return messages[lang][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Returns the sentence on the end of a run in this page; `more` are values that only the run itself has. */
export function endSentence(
	key: MessageKey,
	code: number,
	{ snippet, lang }: Start,
	limits: Limits,
	more: Record<string, string> = {},
): string {
	return message(lang, key, { ...valuesOf(key, code, snippet, limits), ...more });
}

/** Returns the values for a sentence about the end of a run. */
function valuesOf(
	key: MessageKey,
	code: number,
	snippet: string,
	limits: Limits,
): Record<string, string | number> {
	switch (key) {
		case 'timeout.build':
			return { seconds: limits.build / 1000 };
		case 'memory.build':
			return { mib: limits.buildMemory >> 20 };
		case 'refused.binary':
			return { mib: limits.binary >> 20 };
		default:
			return { code, snippet, seconds: limits.wall / 1000, mib: limits.memory >> 20, kib: limits.output >> 10 };
	}
}
