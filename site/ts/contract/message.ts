import messages from '../../../server/play/messages.json';
import type { Lang } from '../page/config';

/** Names a sentence of server/play/messages.json. */
export type MessageKey = keyof (typeof messages)['en'];

/** Returns a sentence for the reader, each {name} in it replaced by its value. */
export function message(lang: Lang, key: MessageKey, values: Record<string, string | number> = {}): string {
	return messages[lang][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
