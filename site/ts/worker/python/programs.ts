/** The Python by which programs run: the folder site/python/tour, by the names of its files. */

import clock from '../../../python/tour/clock.py';
import init from '../../../python/tour/__init__.py';
import loop from '../../../python/tour/loop.py';
import program from '../../../python/tour/program.py';
import threads from '../../../python/tour/threads.py';
import timeline from '../../../python/tour/timeline.py';

export const files: Record<string, string> = {
	'__init__.py': init,
	'clock.py': clock,
	'loop.py': loop,
	'program.py': program,
	'threads.py': threads,
	'timeline.py': timeline,
};
