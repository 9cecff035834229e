import { textsIn } from '../../ts/page/texts';
import en from './en.json';
import zh from './zh.json';

/** The name of a text. */
export type Key = keyof typeof en;

/** Returns the sorters' texts in a language. */
export const texts = textsIn<Key>({ en, zh });
