import type { Moment } from '../contract/moment';

/** How many goroutines are counted, of those that begin in main. */
const countable = 5;

/** What differs from place to place: how a text is written, the garbage collector, and the network of a program within itself. */
const untold = new Set(['syscall', 'gc', 'network']);

/** Writes what a trace tells as server/play/testdata/runs/README.md says. */
export function reduce(moments: readonly Moment[]): string {
	const names = new Map<number, string>();
	const counts = new Map<string, number>();
	const facts = new Map<string, Set<string>>();
	const waits = new Map<number, string>();
	const add = (task: number, ...parts: (string | undefined)[]): void => {
		facts.get(names.get(task)!)!.add(parts.filter((part) => part).join(' '));
	};
	for (const m of moments) {
		const wait = waits.get(m.task);
		switch (m.do) {
			case 'create':
				names.set(m.task, m.name!);
				counts.set(m.name!, (counts.get(m.name!) ?? 0) + 1);
				facts.set(m.name!, facts.get(m.name!) ?? new Set());
				if (m.by) {
					add(m.by, m.do, m.name, where(m));
				}
				break;
			case 'wait':
				if (!untold.has(m.on!)) {
					waits.set(m.task, ['wait', m.on, where(m)].filter((part) => part).join(' '));
				}
				break;
			case 'ready':
			case 'run':
				if (wait !== undefined && (m.do === 'run' || m.by)) {
					add(m.task, wait, ...(m.by ? [`woken by ${names.get(m.by)}`, where(m)] : []));
					waits.delete(m.task);
				}
				break;
			case 'print':
				add(m.task, m.do, m.stream);
				break;
			case 'yield':
				break;
			default:
				add(m.task, m.do, m.name, m.text, where(m));
		}
	}
	for (const [task, wait] of waits) {
		add(task, wait, 'for ever');
	}
	return [...counts]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([name, count]) => [name + times(name, count), ...[...facts.get(name)!].sort().map((fact) => `\t${fact}`)].join('\n') + '\n')
		.join('');
}

function times(name: string, count: number): string {
	if (count === 1) {
		return '';
	}
	return name.startsWith('main.main') && count <= countable ? ` ×${count}` : ' ×many';
}

function where({ file, line }: Moment): string {
	return file === undefined ? '' : `${file}:${line}`;
}

/** Returns a line that a reduced trace lacks of those that are wanted, or has beyond them; '' where there is none. Lines that begin with "?" may be there. */
export function differ(got: string, want: string): string {
	const there = lines(got);
	const wanted = lines(want);
	const missing = [...wanted].find(([line, must]) => must && !there.has(line));
	const more = [...there.keys()].find((line) => !wanted.has(line));
	return missing ? `there is no ${missing[0]}` : more !== undefined ? `there is ${more}` : '';
}

/** Returns the lines of a reduced trace with their heads, and whether each must be there. */
function lines(text: string): Map<string, boolean> {
	let head = '';
	return new Map(
		text
			.trimEnd()
			.split('\n')
			.map((marked) => {
				const line = marked.replace('?', '');
				head = line.startsWith('\t') ? head : line;
				return [head + line, line === marked];
			}),
	);
}
