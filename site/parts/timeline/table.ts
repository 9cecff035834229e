import { endOf, type Model, type Task } from './model/model';
import type { Track } from './draw/layout';
import { precise } from './readout';
import { titles } from './model/titles';
import { causeName, lasting, spotName, type Words } from './model/words';

/** The most rows of a table: nobody reads more. */
const most = 200;

/** The most lines of a task's output that are quoted. */
const mostLines = 5;

/** Writes the facts of the picture into a table, one row a task. */
export function fillTable(table: HTMLTableElement, tracks: readonly Track[], words: Words): void {
	const bodies = tracks.map(({ name, model }) => {
		const body = document.createElement('tbody');
		body.translate = false; // names, places and output
		if (tracks.length > 1) {
			body.append(row('th', [name], 'rowgroup'));
			body.rows[0]!.cells[0]!.colSpan = 5;
		}
		const names = titles(model);
		for (const task of model.tasks.slice(0, most)) {
			body.append(
				row(
					'td',
					cellsOf(task, model, (id) => names.get(id)!, words),
				),
			);
		}
		if (model.tasks.length > most) {
			const more = row('td', [words('tableMore', { n: model.tasks.length - most })]);
			more.cells[0]!.colSpan = 5;
			body.append(more);
		}
		return body;
	});
	const head = document.createElement('thead');
	head.append(
		row(
			'th',
			[words('colTask'), words('colStarted'), words('colWaited'), words('colPrinted'), words('colEnded')],
			'col',
		),
	);
	table.replaceChildren(head, ...bodies);
}

/** Returns the cells of a task's row. */
export function cellsOf(
	task: Task,
	model: Model,
	title: (id: number) => { name: string; does: string },
	words: Words,
): string[] {
	const { name, does } = title(task.id);
	const ended =
		task.over < Infinity
			? precise(task.over, model, words)
			: task === model.main && model.end
				? words('withProgram')
				: words('never');
	return [
		name === does ? name : words('named', { name, does }),
		started(task, model, title, words),
		waited(task, model, words),
		printed(task, model, words),
		ended,
	];
}

function started(
	{ by, file, line, at }: Task,
	model: Model,
	title: (id: number) => { name: string },
	words: Words,
): string {
	const when = precise(at, model, words);
	const who = model.task(by) ? words('startedBy', { who: title(by).name }) : words('startedFirst');
	return [who, spotName({ file, line }, words), when].filter((part) => part !== '').join(words('comma'));
}

/** "3.0 s: sleep 2.0 s (line 12), receive 1.0 s" */
function waited({ spans }: Task, { until }: Model, words: Words): string {
	const byCause = new Map<string, { time: number; spots: Set<string> }>();
	let total = 0;
	for (const span of spans) {
		if (span.state === 'waiting') {
			const time = endOf(span, until) - span.from;
			const cause = causeName(span.on, words);
			const sum = byCause.get(cause) ?? { time: 0, spots: new Set() };
			byCause.set(cause, sum);
			sum.time += time;
			total += time;
			if (span.line > 0) {
				sum.spots.add(spotName(span, words));
			}
		}
	}
	if (byCause.size === 0) {
		return words('nothing');
	}
	const causes = [...byCause].map(([cause, { time, spots }]) => {
		const where = [...spots].slice(0, 3).join(words('comma'));
		return words(where === '' ? 'waitedOn' : 'waitedAt', { on: cause, time: lasting(time, words), where });
	});
	return words('waitedAll', { total: lasting(total, words), causes: causes.join(words('semicolon')) });
}

function printed({ marks }: Task, model: Model, words: Words): string {
	const lines = marks
		.filter(({ newlines }, index) => newlines > 0 || index === 0)
		.map(({ stream, index }) => (model.printed.line(stream, index)?.text ?? '').trim());
	const quoted = lines
		.filter((line) => line !== '')
		.slice(0, mostLines)
		.map((line) => words('quoted', { text: line }));
	const more = lines.length - quoted.length;
	return quoted.length === 0
		? words('nothing')
		: [...quoted, more > 0 ? words('andMore', { n: more }) : '']
				.filter((part) => part !== '')
				.join(words('comma'));
}

function row(kind: 'th' | 'td', texts: readonly string[], scope = ''): HTMLTableRowElement {
	const element = document.createElement('tr');
	for (const [index, text] of texts.entries()) {
		const heads = kind === 'th' || (index === 0 && texts.length > 1);
		const cell = document.createElement(heads ? 'th' : 'td');
		if (heads) {
			cell.scope = scope === '' ? 'row' : scope;
		}
		cell.textContent = text;
		element.append(cell);
	}
	return element;
}
