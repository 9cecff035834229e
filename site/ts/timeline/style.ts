// Gives the page the timeline's styles. They come with its script: a page that shows no timeline does without.
import css from '../../css/timeline.css' with { type: 'text' };

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
document.adoptedStyleSheets.push(sheet);
