import type { Config } from '../page/config';
import { limits } from './limits';

/** Returns the configuration of a page without programs, a toolchain or Python, with changes. */
export function testConfig({
	assets,
	...changes
}: Partial<Omit<Config, 'assets'>> & { assets?: Partial<Config['assets']> } = {}): Config {
	return {
		lang: 'en',
		base: '/',
		server: true,
		race: false,
		builds: true,
		coming: false,
		dev: false,
		release: '',
		limits,
		packed: '',
		search: '',
		assets: {
			workers: { workshop: '', runner: '', builder: '', reader: '', python: '' },
			source: '',
			complete: '',
			trace: '',
			zones: '',
			toolchain: '',
			python: '',
			...assets,
		},
		wasm: {},
		exercises: {},
		...changes,
	};
}
