// The page's script: it adds behaviour to the elements that the server has rendered.
import { InClass } from '../../parts/class/class';
import { exercise } from '../../parts/exercise/exercise';
import { keep } from '../../parts/keep/keep';
import { offline } from '../../parts/offline/offline';
import { original } from '../../parts/original/original';
import { search } from '../../parts/search/search';
import { Progress } from '../../parts/progress/progress';
import { fieldIn, predict } from '../../parts/predict/question';
import { quizElement } from '../../parts/quiz/quiz';
import { review } from '../../parts/review/review';
import { arrive } from '../../parts/snippet/arrive';
import { snippetElement } from '../../parts/snippet/snippet';
import { pagePath } from '../contract/offline';
import { languageLink } from './document/language';
import { missingPage } from './document/missing';
import { themeButton } from './document/theme';
import { pageOf } from './page';
import { texts } from './texts';

const page = pageOf(document);
const { config, store } = page;

const theme = document.querySelector<HTMLButtonElement>('button.theme');
if (theme) {
	themeButton(theme, store, texts(config.lang));
}
const path = pagePath(location.pathname);
if (path !== location.pathname && !document.body.classList.contains('error')) {
	history.replaceState(history.state, '', path + location.search + location.hash);
}
const language = document.querySelector<HTMLAnchorElement>('a.language');
if (language) {
	languageLink(language);
}
missingPage(document, config.base);
const progress = new Progress(document, page);
store.set('lang', config.lang); // for the first page of a static edition, see templates/root.html
const inClass = new InClass(document, page, fieldIn);
const features = [predict, exercise, original, progress.follow, inClass.follow];
customElements.define('tour-snippet', snippetElement(page, features));
customElements.define('tour-quiz', quizElement(config.lang));
arrive(config);
search(document, page);
keep(document, page, progress);
review(document, page, progress, fieldIn);
offline(page);
if (config.dev) {
	// The author's server sends an event after a change.
	new EventSource(`${config.base}dev/reload`).addEventListener('reload', () => location.reload());
}
