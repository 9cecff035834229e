// Gives the page the timeline's styles. They come with its script: a page that shows no timeline does without.
import picture from './picture.css' with { type: 'text' };
import timeline from './timeline.css' with { type: 'text' };

// What holds in print or in forced colours comes last.
for (const css of [picture, timeline]) {
	const sheet = new CSSStyleSheet();
	sheet.replaceSync(css);
	document.adoptedStyleSheets.push(sheet);
}
