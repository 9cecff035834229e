import { doing } from './draw/draw';
import type { Place } from './draw/layout';
import { endOf, type Mark, type Model, type Span, type Spot, type Task } from './model/model';
import type { Row } from './model/rows';
import { causeName, instant, lasting, spotName, type Words } from './model/words';

/** Describes a span, or a print in it, in one line: "A: waits (sleep) for 2.0 s, from 0.0 s to 2.0 s; line 12". */
export function tell(
	{ track, row }: Place & { row: Row },
	task: Task,
	span: Span | undefined,
	mark: Mark | undefined,
	name: (id: number) => string,
	words: Words,
): string {
	const { model } = track;
	if (row.fold && !mark) {
		return words('foldName', { n: row.tasks.length, name: row.title.name });
	}
	if (mark) {
		const text = (model.printed.line(mark.stream, mark.index)?.text ?? '').trim();
		return joined(
			[
				words('tellPrinted', { who: row.title.name, text }),
				words('at', { time: precise(mark.at, model, words) }),
			],
			mark,
			words,
		);
	}
	if (!span) {
		return joined([row.title.name, doing(row, task, words)], undefined, words);
	}
	const end = endOf(span, model.until);
	const what = words(`tell_${span.state}`, {
		who: row.title.name,
		on: causeName(span.on, words),
		time: lasting(end - span.from, words),
	});
	const when = words('fromTo', { from: precise(span.from, model, words), to: precise(end, model, words) });
	const waker =
		span.state === 'waiting' && span.wokenBy !== undefined && span.wokenBy > 0
			? words('wokenBy', { who: name(span.wokenBy) })
			: '';
	return joined([what, when, waker], span, words);
}

function joined(parts: readonly string[], spot: Spot | undefined, words: Words): string {
	return [...parts, spot ? spotName(spot, words) : ''].filter((part) => part !== '').join(' · ');
}

/** Returns an instant with as many decimals as distinguish the instants of this run. */
export function precise(at: number, { until }: Model, words: Words): string {
	return instant(at, words, until < 20 ? 6 : until < 1000 ? 4 : until < 60_000 ? 2 : 1);
}
