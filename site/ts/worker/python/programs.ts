/** The Python by which programs run: the folder site/python/tour, by the names of its files. */

import init from '../../../python/tour/__init__.py';
import clock from '../../../python/tour/clock.py';
import faults from '../../../python/tour/faults.py';
import loop from '../../../python/tour/loop.py';
import network from '../../../python/tour/network.py';
import processes from '../../../python/tour/processes.py';
import program from '../../../python/tour/program.py';
import sockets from '../../../python/tour/sockets.py';
import stdin from '../../../python/tour/stdin.py';
import threads from '../../../python/tour/threads.py';
import timeline from '../../../python/tour/timeline.py';

export const files: Record<string, string> = {
	'__init__.py': init,
	'clock.py': clock,
	'faults.py': faults,
	'loop.py': loop,
	'network.py': network,
	'processes.py': processes,
	'program.py': program,
	'sockets.py': sockets,
	'stdin.py': stdin,
	'threads.py': threads,
	'timeline.py': timeline,
};
