import type { Limits } from '../contract/limits';
import type { Event, Start } from '../contract/run';
import type { Exercise } from '../page/run/exercises';
import { GoRun, type Supplier } from '../page/run/gorun';
import type { StartWorker } from '../page/run/workers';
import { supplyOf } from '../worker/supply/modules';
import type { Workbench } from '../worker/build/workbench';

/** What comes of a program that is checked. */
export interface Checked {
	checks: Extract<Event, { kind: 'check' }>[];
	end: Extract<Event, { kind: 'end' }>;
	events: Event[];
}

/** Checks a program as a page does: built by the bench, and run in a worker of its own. */
export function checkProgram(
	bench: Workbench,
	start: StartWorker,
	files: Record<string, string>,
	exercise: Exercise,
	limits: Limits,
): Promise<Checked> {
	const supplier: Supplier = {
		limits,
		builds: () => true,
		builderOf: () => 'page',
		supply: (_, { files: own, lang }, __, port, ___, checks) => {
			const supply = supplyOf(bench.buildChecked(own!, checks!, lang));
			void supply.then((supplied) => port.postMessage(supplied));
		},
		abandon: () => {},
		worker: () => start('runner'),
		trace: () => {
			throw new Error('nothing is traced here');
		},
		hasZones: false,
		zones: () => Promise.resolve(undefined),
		idle: () => {},
	};
	const request: Start = { snippet: '', files, check: true, clock: 'real', lang: 'en' };
	return new Promise((resolve) => {
		const events: Event[] = [];
		const run = new GoRun(
			'run',
			request,
			(event) => {
				events.push(event);
				if (event.kind === 'end') {
					resolve({ checks: events.filter((one) => one.kind === 'check'), end: event, events });
				}
			},
			supplier,
		);
		run.check(exercise);
	});
}
