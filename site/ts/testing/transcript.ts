/** Transcripts of runs, as server/play/testdata/runs/README.md describes them. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { escaped } from '../../testing/pattern.mjs';
import type { Carrier, Diagnostic, Event, Start } from '../contract/run';
import { parseTxtar } from './txtar';

export interface Transcript {
	name: string;
	request: Start;
	/** The texts that are sent, in order; undefined: none, and the input stays open. */
	stdin: string[] | undefined;
	/** The lines of events.txt. */
	want: string[];
	/** What trace.txt says. */
	trace: string;
}

export function readTranscripts(dir: string): Transcript[] {
	return readdirSync(dir)
		.filter((file) => file.endsWith('.txtar'))
		.map((file) => parseTranscript(basename(file, '.txtar'), readFileSync(join(dir, file), 'utf8')));
}

function parseTranscript(name: string, text: string): Transcript {
	const files = parseTxtar(text);
	const sources = [...files].filter(([file]) => file.endsWith('.go'));
	return {
		name,
		request: {
			snippet: '',
			clock: 'real',
			lang: 'en',
			...(JSON.parse(files.get('request.json') ?? '{}') as Partial<Start>),
			...(sources.length > 0 && { files: Object.fromEntries(sources) }),
		},
		stdin: files.get('stdin.txt')?.split(/(?<=\n)/),
		want: files.get('events.txt')!.trimEnd().split('\n'),
		trace: files.get('trace.txt') ?? '',
	};
}

/** Plays a transcript and returns its events. */
export function play(carrier: Carrier, { request, stdin }: Transcript): Promise<Event[]> {
	return new Promise((resolve, reject) => {
		const events: Event[] = [];
		const run = carrier.start(request, (event) => {
			events.push(event);
			if (event.seq !== events.length || event.run !== events[0]!.run) {
				reject(new Error(`event ${events.length} of the run is ${JSON.stringify(event)}`));
			}
			if (event.kind === 'end') {
				resolve(events);
			}
		});
		if (events.length > 0) {
			reject(new Error('an event came before start() had returned'));
		}
		for (const text of stdin === undefined ? [] : [...stdin, '']) {
			run.stdin(text);
		}
	});
}

/** Fails where the events are not those that the transcript wants; reduce is that of wasm/page/trace. */
export function compare({ want, trace }: Transcript, events: Event[], reduce: (moments: string) => string): void {
	assert.equal(
		reduce(JSON.stringify(events.flatMap((event) => (event.kind === 'trace' ? event.moments : [])))),
		trace,
	);
	const lines = toLines(events);
	const pattern = want.map((line) => (line === '...' ? '(.*\\n)*' : toPattern(line))).join('');
	if (!new RegExp(`^${pattern}$`).test(lines.map((line) => line + '\n').join(''))) {
		assert.deepEqual(lines, want);
	}
}

function toPattern(line: string): string {
	return line
		.split('‹…›')
		.map((text) => escaped(text).replace(/^(stdout|stderr|end) \\\*/, '$1 \\d+'))
		.join('.*')
		.concat('\\n');
}

/** Writes events as the lines of events.txt. */
export function toLines(events: Event[]): string[] {
	const lines: { head: string; text: string | undefined }[] = [];
	for (const event of events.filter((each) => each.kind !== 'trace' || each.message !== '')) {
		if (event.kind !== 'stdout' && event.kind !== 'stderr') {
			lines.push(...toLine(event).map((head) => ({ head, text: undefined })));
			continue;
		}
		const head = `${event.kind} ${seconds(event.at)}`;
		const last = lines.at(-1);
		if (last?.text !== undefined && last.head === head) {
			last.text += event.text;
		} else {
			lines.push({ head, text: event.text });
		}
	}
	return lines.map(({ head, text }) => (text === undefined ? head : `${head} ${JSON.stringify(text)}`));
}

function toLine(event: Event): string[] {
	switch (event.kind) {
		case 'diagnostics':
			return event.items.map(
				(d: Diagnostic) =>
					`diagnostic ${d.file} ${d.line}:${d.column} ${d.severity} ${JSON.stringify(d.message)}`,
			);
		case 'check':
			assert.notEqual(event.version, '');
			return [`check ${event.name} ${event.ok ? 'ok' : 'failed'} ${JSON.stringify(event.text)}`];
		case 'end':
			return [`end ${seconds(event.at)} ${event.reason} ${event.code} ${JSON.stringify(event.message)}`];
		case 'queued':
			return [];
		case 'trace':
			return event.message === '' ? [] : [`trace ${JSON.stringify(event.message)}`];
		default:
			return [event.kind];
	}
}

/** Rounds milliseconds down to whole seconds. */
function seconds(at: number): number {
	return Math.floor(at / 1000) * 1000;
}
