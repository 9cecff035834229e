import type { Config } from './config';
import type { Tracing } from './run/tracing';

/** Returns the page's reader of traces, whose code is loaded when it is first asked for. */
export type Tracings = () => Promise<Tracing>;

export function tracings(config: Config): Tracings {
	let loaded: Promise<Tracing> | undefined;
	return () => {
		loaded ??= load(config);
		loaded.catch(() => (loaded = undefined)); // the next one who asks tries again
		return loaded;
	};
}

async function load(config: Config): Promise<Tracing> {
	const [{ Tracing }, { startWorker }] = await Promise.all([import('./run/tracing'), import('./run/browser')]);
	return new Tracing(config.assets.trace, () => startWorker(config));
}
