import { textsIn } from './texts.mjs';

/** Returns the names by which readers, screen readers and tests find things on a page, in a language. */
export function namesIn(lang) {
	const { page } = textsIn(lang);
	return {
		code: page('code'),
		output: page('output'),
		runPython: page('runPython'),
		stopPython: page('stopPython'),
		resetPython: page('resetPython'),
		copyPython: page('copyPython'),
		pythonCode: page('pythonCode'),
		pythonOutput: page('pythonOutput'),
		problems: page('problems'),
		run: page('run'),
		check: page('check'),
		stop: page('stop'),
		reset: page('reset'),
		format: page('format'),
		share: page('share'),
		copy: page('copy'),
		where: page('runOn'),
		browser: page('browser'),
		server: page('server'),
		clock: page('clock'),
		real: page('clockReal'),
		instant: page('clockInstant'),
		slow: page('clockSlow'),
		race: page('race'),
		addFile: page('fileAdd'),
	};
}
