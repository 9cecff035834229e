import type { Carrier } from '../../ts/contract/run';
import type { Page } from '../../ts/page/page';

/**
 * Returns the carrier for a run of checks. What a page cannot build at once, its server checks: it does not build
 * modules with checks for the page.
 */
export async function carrierOfChecks({ carriers, config, prefs, toolchain }: Page): Promise<Carrier> {
	if (prefs.where === 'server') {
		return carriers.server.get();
	}
	const { offered, known, state } = await toolchain.get();
	const here = offered && (state.kind === 'ready' || known);
	return here || !config.server || !config.builds ? carriers.browser.get() : carriers.server.get();
}
