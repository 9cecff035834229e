import { syntaxHighlighting } from '@codemirror/language';
import { tagHighlighter, tags as t } from '@lezer/highlight';

/** Classes as in css/code.css: code has the same colours in the editor and in the page from the server. */
export const classes = tagHighlighter([
	{ tag: [t.keyword, t.definitionKeyword, t.moduleKeyword, t.controlKeyword, t.operatorKeyword], class: 'k' },
	{ tag: [t.string, t.character, t.special(t.string)], class: 's' },
	{ tag: [t.lineComment, t.blockComment], class: 'c' },
	{ tag: [t.number, t.bool, t.null], class: 'm' },
	{
		tag: [
			t.function(t.variableName),
			t.function(t.definition(t.variableName)),
			t.function(t.propertyName),
			t.definition(t.className),
			t.meta,
		],
		class: 'nf',
	},
]);

/** The colours of an editor. */
export const colours = syntaxHighlighting(classes);
