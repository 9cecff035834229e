// The page's script: it brings to life what the server has rendered.
import { arrive } from './arrive';
import { carriers } from './carriers';
import { readConfig, readNonce } from './config';
import { languageLink } from './language';
import { Prefs } from './prefs';
import { progress } from './progress';
import { reloadOnChange } from './reload';
import { snippetElement } from './snippet/element';
import { browserStorage, Store } from './store';
import { texts } from './texts';
import { themeButton } from './theme';

const config = readConfig(document);
const t = texts(config.lang);
const store = new Store(browserStorage());

const theme = document.querySelector<HTMLButtonElement>('button.theme');
if (theme) {
	themeButton(theme, store, t);
}
const language = document.querySelector<HTMLAnchorElement>('a.language');
if (language) {
	languageLink(language);
}
progress(document, store);
customElements.define(
	'tour-snippet',
	snippetElement({
		config,
		nonce: readNonce(document),
		t,
		store,
		prefs: new Prefs(store, config.server),
		carriers: carriers(config),
	}),
);
arrive(t);
if (config.dev) {
	reloadOnChange(config.base);
}
