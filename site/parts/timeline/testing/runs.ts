import { readFileSync } from 'node:fs';
import type { Detail } from '../../../ts/contract/run';
import type { Facts } from '../../../ts/contract/facts';
import type { Moment } from '../../../ts/contract/moment';
import { parseTxtar } from '../../../ts/testing/txtar';
import { Model } from '../model/model';

/** Returns the model of a run with these events; seq counts from 1. */
export function modelOf(...events: Detail[]): Model {
	const model = new Model();
	events.forEach((event, index) => model.add({ run: 'r', seq: index + 1, ...event }));
	return model;
}

/** Returns the event with moments, each written as "0.5 2 wait on=sleep line=12". */
export function trace(...moments: string[]): Detail {
	return { kind: 'trace', moments: moments.map(parse), raw: '', message: '' };
}

/** Returns the event with facts; fields that are not given are empty. */
export function facts(known: Partial<Facts>): Detail {
	const none = {
		until: 0,
		tasks: 0,
		waiting: { total: 0, most: 0 },
		running: { total: 0, most: 0 },
		left: [],
		starved: [],
	};
	return { kind: 'trace', moments: [], raw: '', message: '', facts: { ...none, ...known } };
}

/** Returns a run of server/behave/testdata, with its facts. The tests' current folder is site/. */
export function known(name: string): Model {
	const files = parseTxtar(readFileSync(`../server/behave/testdata/${name}.txtar`, 'utf8'));
	const moments = files.get('moments.txt')!.split('\n').filter(Boolean);
	const ended = JSON.parse(files.get('end.json')!) as Omit<Detail & { kind: 'end' }, 'kind' | 'message'>;
	return modelOf(trace(...moments), facts(JSON.parse(files.get('facts.json')!) as Facts), {
		kind: 'end',
		...ended,
		message: '',
	});
}

/** Returns the event of a text on standard output. */
export function out(at: number, text: string): Detail {
	return { kind: 'stdout', at, text };
}

/** Returns the end of a run. */
export function end(at: number, code = 0): Detail {
	return { kind: 'end', at, reason: 'exit', code, message: '' };
}

function parse(text: string): Moment {
	const [at, task, deed, ...more] = text.split(' ');
	const values = more.map((pair): [string, string | number] => {
		const [name, value] = pair.split('=') as [string, string];
		return [name, /^\d+$/.test(value) ? Number(value) : value];
	});
	return { at: Number(at), task: Number(task), do: deed as Moment['do'], ...Object.fromEntries(values) };
}

/**
 * A run: main starts two tasks that sleep for one and two seconds; each prints a line and ends, and the second wakes
 * main.
 */
export function two(): Model {
	return modelOf(
		out(1, 'begin\n'),
		trace(
			'0 1 create name=main.main',
			'0 1 run',
			'1 1 print stream=stdout newlines=1 line=4',
			'2 2 create name=main.work by=1 line=6',
			'2 3 create name=main.work by=1 line=6',
			'3 1 wait on=waitgroup line=8',
		),
		trace('3 2 run', '4 2 wait on=sleep line=20', '4 3 run', '5 3 wait on=sleep line=20'),
		out(1005, 'A done\n'),
		out(2006, 'B done\nend\n'),
		trace('1004 2 ready', '1004 2 run', '1005 2 print stream=stdout newlines=1 line=21', '1005 2 end'),
		trace(
			'2005 3 ready',
			'2005 3 run',
			'2006 3 print stream=stdout newlines=1 line=21',
			'2007 1 ready by=3 line=7',
			'2007 3 end',
			'2007 1 run',
			'2008 1 print stream=stdout newlines=1 line=9',
		),
		facts({ until: 2010 }),
		end(2010),
	);
}
