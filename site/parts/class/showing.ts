import type { Event, Start } from '../../ts/contract/run';
import type { Page } from '../../ts/page/page';
import { RunSession } from '../../ts/page/run/session';
import { split } from '../files/files';
import { Log } from '../snippet/log';
import { texts as snippetTexts } from '../snippet/texts';
import { texts as timelineTexts } from '../timeline/texts';
import { Timeline } from '../timeline/timeline';
import { make } from './elements';

/** A program that is shown to a class: its output and its timeline, of a run that begins by itself or by a button. */
export class Showing {
	readonly element = make('div', 'showing');
	readonly #page: Page;
	readonly #session: RunSession;
	readonly #outcome = make('p', 'note showing-outcome');

	/** `name` is the prefix of the names of downloaded files. */
	constructor(page: Page, name: string) {
		this.#page = page;
		const { lang } = page.config;
		const t = snippetTexts(lang);
		const log = make('div', 'log');
		log.role = 'log';
		log.ariaLive = 'off';
		log.ariaLabel = t('output');
		log.tabIndex = 0;
		log.translate = false;
		const picture = make('section', 'timeline');
		picture.ariaLabel = timelineTexts(lang)('timeline');
		this.#outcome.setAttribute('role', 'status');
		this.element.append(picture, log, this.#outcome);
		this.#session = new RunSession(t('runFailed'), (sentence) => page.renewal.explain(sentence));
		this.#session.observe(new Log(log, t));
		const timeline = new Timeline(picture, lang, name);
		const place = { log, point: () => {}, go: () => {} };
		this.#session.observe({
			begun: () => {
				this.#outcome.textContent = t('starting');
				timeline.begin('go', place);
			},
			event: (event: Event) => timeline.hear('go', event),
			ended: ({ message }) => (this.#outcome.textContent = message),
		});
	}

	/** Runs a program and draws what it does; without a source, as it is published. */
	run(snippet: string, source = ''): void {
		const { carriers, config } = this.#page;
		const files = source === '' ? {} : { files: { ...split(source) } };
		const request: Start = { snippet, ...files, clock: 'real', trace: true, lang: config.lang };
		void this.#session.start(request, () => carriers.browser.get());
	}

	/** Ends the run under way. */
	stop(): void {
		this.#session.stop();
	}
}
