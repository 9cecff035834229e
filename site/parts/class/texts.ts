import { textsIn } from '../../ts/page/texts';
import en from './en.json';
import zh from './zh.json';

/** The name of a text. */
export type Key = keyof typeof en;

/** Returns the texts of classes in a language. */
export const texts = textsIn<Key>({ en, zh });

export type Texts = ReturnType<typeof texts>;
