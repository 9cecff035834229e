// The page's script: it brings to life what the server has rendered.
import { arrive } from '../../parts/snippet/arrive';
import { carriers } from './carriers';
import { readConfig, readNonce } from './config';
import { languageLink } from './document/language';
import { offline } from '../../parts/offline/offline';
import { Prefs } from './prefs';
import { progress } from './document/progress';
import { pythons } from './pythons';
import { reloadOnChange } from './reload';
import { snippetElement } from '../../parts/snippet/element';
import { browserStorage, Store } from './store';
import { texts } from './texts';
import { themeButton } from './document/theme';
import { toolchains } from './toolchains';
import { tracings } from './tracings';

const config = readConfig(document);
const t = texts(config.lang);
const store = new Store(browserStorage());
const toolchain = toolchains(config, store);
const tracing = tracings(config);

const theme = document.querySelector<HTMLButtonElement>('button.theme');
if (theme) {
	themeButton(theme, store, t);
}
const language = document.querySelector<HTMLAnchorElement>('a.language');
if (language) {
	languageLink(language);
}
progress(document, store);
store.set('lang', config.lang); // for the first page of a static edition, see templates/root.html
customElements.define(
	'tour-snippet',
	snippetElement({
		config,
		nonce: readNonce(document),
		t,
		store,
		prefs: new Prefs(store, config.server),
		carriers: carriers(config, toolchain, tracing),
		toolchain,
		python: pythons(config, store, tracing),
	}),
);
arrive(t);
offline(document, config, store, t);
if (config.dev) {
	reloadOnChange(config.base);
}
