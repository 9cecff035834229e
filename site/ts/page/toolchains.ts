import type { Config } from './config';
import type { Store } from './store';
import type { Toolchain } from './run/toolchain';

/** Returns the page's toolchain, whose code is loaded when it is first asked for; the toolchain itself only once it is opened. */
export type Toolchains = () => Promise<Toolchain>;

export function toolchains(config: Config, store: Store): Toolchains {
	let toolchain: Promise<Toolchain> | undefined;
	return () => {
		toolchain ??= load(config, store);
		toolchain.catch(() => (toolchain = undefined)); // the next one who asks tries again
		return toolchain;
	};
}

async function load(config: Config, store: Store): Promise<Toolchain> {
	const [{ Toolchain }, { startWorker }] = await Promise.all([import('./run/toolchain'), import('./run/browser')]);
	return new Toolchain(config, store, () => startWorker(config));
}
