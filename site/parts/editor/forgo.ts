import { goLanguage } from '@codemirror/lang-go';
import { indentUnit } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { styleTags, tags as t } from '@lezer/highlight';
import { colours } from './highlight';

/** Go, with calls of methods told apart from fields, as the server's highlighter does. */
export const go = goLanguage.configure({
	props: [
		styleTags({
			'CallExpr/SelectorExpr/FieldName MethodDecl/FieldName': t.function(t.propertyName),
			default: t.controlKeyword,
			'make new': t.function(t.variableName),
			'"*"': t.operator,
		}),
	],
});

/** Go for an editor. */
export const language: Extension = [go.extension, colours, indentUnit.of('\t')];
