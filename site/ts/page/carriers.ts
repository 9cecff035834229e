import type { Config } from './config';
import type { Where } from './prefs';
import type { Carrier } from '../contract/run';
import type { Toolchains } from './toolchains';
import type { Tracings } from './tracings';

/** Returns what carries runs to that place. */
export type Carriers = (where: Where) => Promise<Carrier>;

/** Returns the carriers of a page. Each is loaded when a run first wants it, and serves all runs from then on. */
export function carriers(config: Config, toolchain: Toolchains, tracing: Tracings): Carriers {
	const loaded = new Map<Where, Promise<Carrier>>();
	return (where) => {
		let carrier = loaded.get(where);
		if (!carrier) {
			carrier = load(where, config, toolchain, tracing);
			carrier.catch(() => loaded.delete(where)); // the next run tries again
			loaded.set(where, carrier);
		}
		return carrier;
	};
}

async function load(where: Where, config: Config, toolchain: Toolchains, tracing: Tracings): Promise<Carrier> {
	if (where === 'server') {
		return (await import('./run/server')).server(config);
	}
	const [{ browser }, tools, traces] = await Promise.all([import('./run/browser'), toolchain(), tracing()]);
	return browser(config, tools, traces);
}
