import { pythonLanguage } from '@codemirror/lang-python';
import { indentUnit } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { colours } from './highlight';

/** Python for an editor. */
export const language: Extension = [pythonLanguage.extension, colours, indentUnit.of('    ')];
