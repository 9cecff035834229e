import { type Config, readConfig } from './config';
import { texts } from './texts';

/** The milliseconds from one look for the programs to the next. */
const pause = 2000;

/**
 * Waits until the server has packed the programs of the lessons, which it does while it serves when it was built just
 * now. Then the configuration has their addresses, and the page's sentence on them another text. A server that does
 * not answer is asked again.
 */
export async function coming(config: Config, page: Document, look = lookAgain): Promise<void> {
	let now: Config | undefined;
	do {
		await new Promise((resolve) => setTimeout(resolve, pause));
		now = await look().catch(() => undefined);
	} while (now === undefined || now.coming);
	Object.assign(config, now);
	const sentence = page.querySelector('.coming');
	if (sentence) {
		sentence.textContent = texts(config.lang)('came');
	}
}

/** Returns the configuration that this page would have if it were loaded now. */
async function lookAgain(): Promise<Config> {
	const response = await fetch(location.href, { cache: 'no-store' });
	return readConfig(new DOMParser().parseFromString(await response.text(), 'text/html'));
}
