import { goLanguage } from '@codemirror/lang-go';
import { type Language, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { styleTags, tagHighlighter, tags as t } from '@lezer/highlight';

/** Go, with calls of methods told apart from fields, as the server's highlighter does. */
const go: Language = goLanguage.configure({
	props: [
		styleTags({
			'CallExpr/SelectorExpr/FieldName MethodDecl/FieldName': t.function(t.propertyName),
			default: t.controlKeyword,
			'make new': t.function(t.variableName),
			'"*"': t.operator,
		}),
	],
});

/** Classes as in css/code.css: code has the same colours in the editor and in the page from the server. */
const classes = tagHighlighter([
	{ tag: [t.keyword, t.definitionKeyword, t.moduleKeyword, t.controlKeyword], class: 'k' },
	{ tag: [t.string, t.character], class: 's' },
	{ tag: [t.lineComment, t.blockComment], class: 'c' },
	{ tag: [t.number, t.bool, t.null], class: 'm' },
	{
		tag: [t.function(t.variableName), t.function(t.definition(t.variableName)), t.function(t.propertyName)],
		class: 'nf',
	},
]);

/** Go's syntax and its colours. */
export function goHighlighting(): Extension {
	return [go.extension, syntaxHighlighting(classes)];
}
